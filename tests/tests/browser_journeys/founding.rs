//! From the operator's founding link to somebody who leaves: an administrator, a newcomer and a partner in three browsers.

use super::doors::{PASSPHRASE, Scene, journey, says};
use marram_tests::browser::{BrowserError, Invited, Person, Window, World};

const AGENCY: &str = "Calderfen Community NHS";
const SPOKEN: &str = "copper kettle, under snow";
const TITLE: &str = "Tidemark: health view";
const REASON: &str = "Moved to another trust";

/// What a field holds.
pub(super) async fn value(window: &Window, selector: &str) -> Result<String, BrowserError> {
    window.sees(selector).await?;
    let value = window.run(&format!("return document.querySelector({selector:?}).value"), &[]).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

async fn says_of(window: &Window, selector: &str) -> Result<String, BrowserError> {
    window.sees(selector).await?;
    let words = window.run(&format!("return document.querySelector({selector:?}).innerText"), &[]).await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}

/// Puts long text into a field at once, as pasting does.
pub(super) async fn pastes(window: &Window, selector: &str, text: &str) -> Result<(), BrowserError> {
    window.sees(selector).await?;
    let script = "const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    window.run(script, &[selector.into(), text.into()]).await.map(|_| ())
}

/// The words on the screen, in order.
async fn phrase(window: &Window) -> Result<Vec<String>, BrowserError> {
    let script = "return [...document.querySelectorAll('#phrase li')].map(word => word.innerText).join(' ')";
    let words = window.run(script, &[]).await?;
    Ok(words.as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}

/// Nell Corby founds the trust by the operator's link. Gives the recovery phrase, as it stands on her paper.
pub(super) async fn founds(nell: &Window, scene: &Scene, link: &str) -> Result<Vec<String>, BrowserError> {
    nell.go(link).await?;
    nell.sees("[data-view=found]").await?;
    assert!(!nell.address().await?.contains("found="), "the address bar still shows the token");
    nell.clicks("#next").await?;
    nell.reads("#error-summary", "Enter the agency's name").await?;
    scene.shows(nell, "about").await?;
    nell.types("#agency-name", AGENCY).await?;
    nell.types("#sector", "Health").await?;
    nell.types("#name", "Nell Corby").await?;
    nell.types("#passphrase", PASSPHRASE).await?;
    nell.clicks("#next").await?;
    nell.sees("#phrase").await?;
    let words = phrase(nell).await?;
    assert_eq!(words.len(), 24, "{words:?}");
    scene.shows(nell, "phrase").await?;
    nell.clicks("#written").await?;
    nell.sees("#word-1").await?;
    nell.types("#word-1", "nonsense").await?;
    nell.clicks("#found").await?;
    nell.reads("#error-summary", "That is not word").await?;
    scene.shows(nell, "check").await?;
    for field in ["#word-1", "#word-2", "#word-3"] {
        let label = says_of(nell, &format!("label[for={}]", field.trim_start_matches('#'))).await?;
        let place: usize = label.trim_start_matches("Word ").parse().expect("a place");
        pastes(nell, field, &words[place - 1]).await?;
    }
    nell.clicks("#found").await?;
    nell.sees("#connection[data-state=online]").await?;
    Ok(words)
}

/// The trust and the police endorse each other; Nell compares the fingerprint first.
pub(super) async fn endorses(nell: &Window, scene: &Scene, world: &World) -> Result<(), BrowserError> {
    nell.clicks("#go-agency").await?;
    nell.reads("#heading", AGENCY).await?;
    nell.reads("[data-test=staff][data-state=joined]", "Nell Corby").await?;
    nell.clicks("#agency-partners").await?;
    let introduction = value(nell, "#introduction").await?;
    let theirs = world.police_endorses(&introduction).await?;
    pastes(nell, "#theirs", &theirs[..theirs.len() - 20]).await?;
    nell.clicks("#look").await?;
    nell.reads("#error-summary", "This is not a whole introduction").await?;
    pastes(nell, "#theirs", &theirs).await?;
    nell.clicks("#look").await?;
    nell.sees("#their-fingerprint").await?;
    nell.clicks("#endorse").await?;
    nell.reads("#error-summary", "Compare the fingerprint first").await?;
    scene.shows(nell, "partners").await?;
    nell.clicks("#compared").await?;
    nell.clicks("#endorse").await?;
    nell.reads("[data-test=partner]", "Wexmoor Constabulary").await.map(|_| ())
}

/// Makes a link in the administrator's browser and takes it from the page.
async fn invites(nell: &Window, name: &'static str, spoken: &str) -> Result<String, BrowserError> {
    nell.clicks("#agency-invite").await?;
    nell.sees("[data-view=invite]").await?;
    nell.types("#name", name).await?;
    nell.types("#role", "Designated nurse").await?;
    if !spoken.is_empty() {
        nell.types("#spoken", spoken).await?;
    }
    nell.clicks("#make").await?;
    value(nell, "[data-test=link]").await
}

/// Nell comes back with nothing but the words.
async fn recovers(nell: &Window, scene: &Scene, origin: &str, paper: &[String]) -> Result<(), BrowserError> {
    nell.go(origin).await?;
    nell.clicks("#recover-agency").await?;
    nell.sees("[data-view=recover]").await?;
    pastes(nell, "#phrase", &paper[1..].join(" ")).await?;
    nell.types("#name", "nell corby").await?;
    nell.types("#passphrase", PASSPHRASE).await?;
    nell.clicks("#recover").await?;
    nell.reads("#error-summary", "A recovery phrase has 24 words, and these are 23").await?;
    scene.shows(nell, "recover").await?;
    pastes(nell, "#phrase", &paper.join("  ")).await?;
    nell.clicks("#recover").await?;
    nell.sees("#connection[data-state=online]").await?;
    nell.clicks("#go-agency").await?;
    nell.reads("[data-test=staff][data-state=left]", "Lin Farrow").await?;
    nell.reads("[data-test=staff][data-state=joined]", "2 devices").await?;
    nell.clicks_on("[data-test=staff] button", "Nell Corby").await?;
    nell.sees("[data-test=remove-device]").await?;
    scene.shows(nell, "recovered").await
}

/// Nell ends the computer that she lost: the page says who goes, and who stays.
async fn ends_the_lost_computer(nell: &Window, scene: &Scene) -> Result<(), BrowserError> {
    nell.clicks("[data-test=remove-device]").await?;
    nell.reads("fieldset", "People whom Nell Corby let in").await?;
    nell.reads("#outcome", "1 person stays").await?;
    nell.clicks("[data-test=also]").await?;
    nell.reads("#outcome", "of Nell Corby and Wyn Hale.").await?;
    scene.shows(nell, "also").await?;
    nell.clicks("[data-test=also]").await?;
    nell.reads("#outcome", "1 person stays").await?;
    nell.types("#reason", "Laptop lost on a train").await?;
    scene.shows(nell, "keeping").await?;
    nell.clicks("#confirm").await?;
    nell.clicks("#agency-people").await
}

pub(super) fn to_leaver() {
    journey("founding", |world, driver, scene| async move {
        let link = world.founding_link("nell-corby")?;
        let nell = Window::open(&driver, "Nell Corby").await?;
        let paper = founds(&nell, &scene, &link).await?;
        endorses(&nell, &scene, &world).await?;

        // A link that was withdrawn says so.
        let withdrawn = invites(&nell, "Tess Lanyard", "").await?;
        scene.shows(&nell, "link").await?;
        nell.clicks("#hide-links").await?;
        nell.clicks("#agency-people").await?;
        nell.types("#staff-search", "lanyard").await?;
        nell.clicks("[data-test=staff] button").await?;
        nell.clicks("#withdraw").await?;
        nell.sees("#staff-state[data-state=withdrawn]").await?;
        let tess = Window::open(&driver, "Tess Lanyard").await?;
        tess.go(&withdrawn.replace("nell-corby", "tess-lanyard")).await?;
        tess.types("#passphrase", PASSPHRASE).await?;
        tess.clicks("#join").await?;
        tess.sees("[data-view=join-refused]").await?;
        says(&tess, &["This link has been withdrawn"]).await?;
        scene.shows(&tess, "withdrawn").await?;

        // The operator's link works once.
        tess.clicks("#start-again").await?;
        tess.sees("[data-view=no-link]").await?;
        tess.go("about:blank").await?;
        tess.go(&link.replace("nell-corby", "tess-lanyard")).await?;
        tess.sees("[data-view=found]").await?;
        tess.types("#agency-name", "A copied link").await?;
        tess.types("#name", "Somebody").await?;
        tess.types("#passphrase", PASSPHRASE).await?;
        tess.clicks("#next").await?;
        tess.sees("#phrase").await?;
        let words = phrase(&tess).await?;
        tess.clicks("#written").await?;
        for field in ["#word-1", "#word-2", "#word-3"] {
            let label = says_of(&tess, &format!("label[for={}]", field.trim_start_matches('#'))).await?;
            let place: usize = label.trim_start_matches("Word ").parse().expect("a place");
            pastes(&tess, field, &words[place - 1]).await?;
        }
        tess.clicks("#found").await?;
        tess.sees("[data-view=join-refused]").await?;
        says(&tess, &["This founding link has been used already"]).await?;
        scene.shows(&tess, "founding-used").await?;
        tess.close().await?;

        // A list with bad lines does nothing; a good one makes all the links.
        nell.clicks("#agency-list").await?;
        pastes(&nell, "#people", "name,role\nOl Marsh,Clerk\nno role\n").await?;
        nell.clicks("#check").await?;
        nell.reads("#list-read", "Line 3").await?;
        scene.shows(&nell, "list-bad").await?;
        pastes(&nell, "#people", "name,role\nOl Marsh,Clerk\nIda Fenn,Health visitor\n").await?;
        nell.clicks("#check").await?;
        nell.reads("#list-read", "2 people to invite").await?;
        nell.clicks("#make").await?;
        nell.reads("label[for=link-1]", "Link for").await?;
        nell.sees("#copy-all").await?;
        nell.clicks("#hide-links").await?;

        // Lin joins with the words that she was told.
        let lins = invites(&nell, "Lin Farrow", SPOKEN).await?;
        let origin = world.origin("lin-farrow");
        let lins = lins.replace(&world.origin("nell-corby"), &origin);
        let lin = Invited { name: "Lin Farrow", role: "Designated nurse", origin, link: lins };
        let lin = Person::sits_down(&driver, lin, PASSPHRASE).await?;
        lin.opens_link().await?;
        lin.window.types("#passphrase", PASSPHRASE).await?;
        lin.window.types("#spoken", "copper kettle under ice").await?;
        lin.window.clicks("#join").await?;
        lin.window.reads("#error-summary", "These are not the words that belong to this link").await?;
        scene.shows(&lin.window, "join-spoken").await?;
        pastes(&lin.window, "#spoken", " Copper KETTLE under snow").await?;
        lin.window.clicks("#join").await?;
        lin.is_connected().await?;

        // A room across two agencies.
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.plans_room(TITLE, "Lin Farrow").await?;
        ruth.starts_room("Lin Farrow").await?;
        lin.enters_room(TITLE).await?;
        lin.writes("The health visitor saw them on Tuesday.").await?;
        ruth.reads("The health visitor saw them on Tuesday.").await?;

        // Lin leaves the trust: one act, and everybody reads by whom and why.
        nell.clicks("#agency-people").await?;
        nell.types("#staff-search", "farrow").await?;
        nell.clicks_on("[data-test=staff] button", "Lin Farrow").await?;
        scene.shows(&nell, "person").await?;
        nell.clicks("#remove-staff").await?;
        nell.types("#reason", REASON).await?;
        scene.shows(&nell, "remove").await?;
        nell.clicks("#confirm").await?;
        nell.sees("#staff-state[data-state=left]").await?;
        lin.window.sees("#connection[data-state=refused]").await?;
        ruth.reads("took out Lin Farrow, who is no longer with Calderfen Community NHS: removed by its administrator Nell Corby").await?;
        ruth.reads(REASON).await?;
        scene.shows(&ruth.window, "healed").await?;
        scene.shows(&lin.window, "removed").await?;
        nell.clicks("#agency-people").await?;
        nell.sees("[data-test=staff][data-state=left]").await?;
        scene.shows(&nell, "people").await?;

        // Wyn joins; then Nell's computer is gone, and her paper is not.
        let origin = world.origin("wyn-hale");
        let wyns = invites(&nell, "Wyn Hale", "").await?.replace(&world.origin("nell-corby"), &origin);
        let wyn = Invited { name: "Wyn Hale", role: "Designated nurse", origin, link: wyns };
        let wyn = Person::sits_down(&driver, wyn, PASSPHRASE).await?;
        wyn.opens_link().await?;
        wyn.joins().await?;
        let again = Window::open(&driver, "Nell Corby, at another computer").await?;
        recovers(&again, &scene, &world.origin("nell-again"), &paper).await?;
        ends_the_lost_computer(&again, &scene).await?;
        nell.sees("#connection[data-state=refused]").await?;
        // Who came in by that computer stays, on a new connection too.
        wyn.is_connected().await?;
        again.reads("[data-test=staff][data-state=joined]", "Wyn Hale").await?;
        for window in [nell, again, lin.window, ruth.window, wyn.window] {
            window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}
