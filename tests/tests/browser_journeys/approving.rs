//! An administrator names things, approves one newcomer and refuses another: four browsers.

use super::doors::{PASSPHRASE, Scene, journey, says};
use super::founding::{endorses, founds, pastes, value};
use marram_tests::browser::{BrowserError, Invited, Person, Window, World};

const TITLE: &str = "Tidemark: who is who";
const NEW_NAME: &str = "Calderfen and Wold NHS";

/// The number on the page, its groups in order.
async fn number(window: &Window) -> Result<String, BrowserError> {
    window.sees("#approval-number").await?;
    let groups = "return [...document.querySelectorAll('#approval-number li')].map(group => group.innerText).join(' ')";
    Ok(window.run(groups, &[]).await?.as_str().unwrap_or_default().to_owned())
}

/// Nell makes the agency's list of roles.
async fn lists_roles(nell: &Window, scene: &Scene) -> Result<(), BrowserError> {
    nell.clicks("#go-agency").await?;
    nell.clicks("#agency-names").await?;
    nell.sees("[data-view=names]").await?;
    nell.clicks("#define-role").await?;
    nell.reads("#error-summary", "Enter a name").await?;
    for role in ["Designated nurse", "Health visitor", "Clerk"] {
        nell.types("#role-title", role).await?;
        nell.clicks("#define-role").await?;
        nell.reads("[data-test=role]", role).await?;
    }
    nell.clicks_on("[data-test=role][data-state=given] button", "Retire").await?;
    nell.reads("[data-test=role][data-state=retired]", "Clerk").await?;
    scene.shows(nell, "roles").await?;
    nell.clicks("#agency-list").await?;
    pastes(nell, "#people", "name,role\nOl Marsh,Clerk\nIda Fenn,Health visitor\n").await?;
    nell.clicks("#check").await?;
    nell.reads("#list-read", "Line 2: the role is not on your agency's list").await?;
    scene.shows(nell, "list").await
}

/// Nell invites somebody whom she will approve herself.
async fn invites(nell: &Window, scene: &Scene, name: &'static str) -> Result<String, BrowserError> {
    nell.clicks("#agency-invite").await?;
    nell.sees("[data-view=invite]").await?;
    nell.types("#name", name).await?;
    nell.types("#role", "Designated").await?;
    nell.clicks("#approval").await?;
    scene.shows(nell, "invite").await?;
    nell.clicks("#make").await?;
    let link = value(nell, "[data-test=link]").await?;
    nell.clicks("#hide-links").await?;
    Ok(link)
}

/// Somebody opens their link and waits.
async fn waits(person: &Person) -> Result<String, BrowserError> {
    person.opens_link().await?;
    person.window.types("#passphrase", PASSPHRASE).await?;
    person.window.clicks("#join").await?;
    person.window.sees("#waiting-state[data-state=said]").await?;
    number(&person.window).await
}

/// Nell looks at somebody who waits.
async fn looks_at(nell: &Window, name: &str) -> Result<String, BrowserError> {
    nell.reads("#go-agency", "1 person waits").await?;
    nell.clicks("#agency-people").await?;
    nell.sees("[data-test=staff][data-state=waits]").await?;
    nell.clicks_on("[data-test=staff] button", name).await?;
    number(nell).await
}

fn newcomer(world: &World, name: &'static str, who: &str, link: &str) -> Invited {
    let origin = world.origin(who);
    let link = link.replace(&world.origin("nell-corby"), &origin);
    Invited { name, role: "Designated nurse", origin, link }
}

pub(super) fn and_naming() {
    journey("approving", |world, driver, scene| async move {
        let founding = world.founding_link("nell-corby")?;
        let nell = Window::open(&driver, "Nell Corby").await?;
        founds(&nell, &scene, &founding).await?;
        endorses(&nell, &scene, &world).await?;
        lists_roles(&nell, &scene).await?;

        // Lin waits, also after the page was loaded anew; a copied link lets nobody else wait.
        let lins = invites(&nell, &scene, "Lin Farrow").await?;
        let lin = Person::sits_down(&driver, newcomer(&world, "Lin Farrow", "lin-farrow", &lins), PASSPHRASE).await?;
        let shown = waits(&lin).await?;
        assert_eq!(shown.split(' ').map(str::len).collect::<Vec<_>>(), [5; 4]);
        says(&lin.window, &["Waiting for approval", "Both of you must see the same"]).await?;
        scene.shows(&lin.window, "waiting").await?;
        lin.window.reload().await?;
        lin.window.sees("[data-view=unlock]").await?;
        lin.window.types("#passphrase", PASSPHRASE + thirtyfour::Key::Enter).await?;
        assert_eq!(number(&lin.window).await?, shown, "the same device, the same number");
        let tess =
            Person::sits_down(&driver, newcomer(&world, "Lin Farrow", "tess-lanyard", &lins), PASSPHRASE).await?;
        tess.opens_link().await?;
        tess.window.types("#passphrase", PASSPHRASE).await?;
        tess.window.clicks("#join").await?;
        tess.window.sees("[data-view=join-refused]").await?;
        says(&tess.window, &["This link has been used already"]).await?;
        tess.window.clicks("#start-again").await?;
        tess.window.sees("[data-view=no-link]").await?;

        assert_eq!(looks_at(&nell, "Lin Farrow").await?, shown);
        scene.shows(&nell, "approve").await?;
        nell.clicks("#approve").await?;
        nell.sees("#staff-state[data-state=joined]").await?;
        lin.is_connected().await?;
        lin.window.sees("#start-room").await?;

        // Tess is refused, and told so.
        let tesss = invites(&nell, &scene, "Tess Lanyard").await?;
        let tess = tess.is_invited_again(newcomer(&world, "Tess Lanyard", "tess-lanyard", &tesss));
        tess.window.go("about:blank").await?;
        let hers = waits(&tess).await?;
        assert_eq!(looks_at(&nell, "Tess Lanyard").await?, hers);
        nell.clicks("#refuse").await?;
        nell.sees("#staff-state[data-state=withdrawn]").await?;
        tess.window.sees("[data-view=join-refused]").await?;
        says(&tess.window, &["This device was not approved"]).await?;
        scene.shows(&tess.window, "refused").await?;

        // Another role and another name, which the partner agency reads; what was written before stands under the old ones.
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.plans_room(TITLE, "Lin Farrow").await?;
        ruth.starts_room("Lin Farrow").await?;
        lin.enters_room(TITLE).await?;
        lin.writes("Written as designated nurse.").await?;
        ruth.reads("Written as designated nurse.").await?;
        nell.clicks("#agency-people").await?;
        nell.clicks_on("[data-test=staff] button", "Lin Farrow").await?;
        nell.types("#role", "Health").await?;
        nell.clicks("#change-role").await?;
        nell.reads("#staff-role", "Health visitor").await?;
        scene.shows(&nell, "person").await?;
        nell.clicks("#agency-names").await?;
        nell.types("#agency-name", NEW_NAME).await?;
        nell.clicks("#rename-agency").await?;
        nell.reads("#agency-called", NEW_NAME).await?;
        nell.reads("#former-names", "Calderfen Community NHS").await?;
        scene.shows(&nell, "renamed").await?;
        ruth.window.reads("[data-test=member]", "Health visitor").await?;
        ruth.window.reads("[data-test=member]", NEW_NAME).await?;
        ruth.window.reads("[data-test=entry]", "Calderfen Community NHS").await?;
        scene.shows(&ruth.window, "member").await?;
        for window in [nell, lin.window, tess.window, ruth.window] {
            window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}
