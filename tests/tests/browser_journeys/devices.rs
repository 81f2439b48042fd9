//! A second browser of one person: added by a link, in the person's room, and removed again.

use super::doors::{PASSPHRASE, journey, says};
use marram_tests::browser::{Invited, Person, Window};

const ROOM: &str = "T-017 Hollin Lane";
const PHONE_PASSPHRASE: &str = "seven quiet otters swim";

pub(super) fn a_second_browser() {
    journey("devices", |world, driver, scene| async move {
        let invited = world.invites_ruth().await?;
        let ruth = Person::sits_down(&driver, invited.clone(), PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.plans_room(ROOM, "Robin Ashe").await?;
        ruth.starts_room("Robin Ashe").await?;
        ruth.writes("Said before the phone was there.").await?;

        ruth.window.clicks("#go-settings").await?;
        ruth.window.reads("#my-devices", "This device").await?;
        scene.shows(&ruth.window, "one-device").await?;
        ruth.window.clicks("#add-device").await?;
        ruth.window.sees("[data-view=link-device]").await?;
        says(&ruth.window, &["Whoever opens the link is you", "never send it to anybody"]).await?;
        scene.shows(&ruth.window, "before-the-link").await?;
        ruth.window.clicks("#make-link").await?;
        ruth.window.sees(".square-code").await?;
        says(&ruth.window, &["It works once, until"]).await?;
        scene.shows(&ruth.window, "the-link").await?;
        let link = ruth.window.run("return document.getElementById('device-link').value", &[]).await?;
        let link = link.as_str().unwrap_or_default().replace(&invited.origin, &world.origin("ruth-phone"));

        // The other browser is another origin, as another machine would be.
        let other = Invited { origin: world.origin("ruth-phone"), link, ..invited };
        let phone = Person::sits_down(&driver, other, PHONE_PASSPHRASE).await?;
        phone.opens_link().await?;
        says(&phone.window, &["Add this browser to your devices", "another device of Ruth Kember"]).await?;
        scene.shows(&phone.window, "join-as-device").await?;
        phone.joins().await?;
        ruth.window.reads("#device-added", "is now one of your devices").await?;
        scene.shows(&ruth.window, "added").await?;

        phone.enters_room(ROOM).await?;
        phone.reads("This device reads the room from here on.").await?;
        phone.must_not_read("Said before the phone was there.").await?;
        phone.writes("Written on the phone.").await?;
        ruth.window.clicks("#devices-done").await?;
        ruth.enters_room(ROOM).await?;
        ruth.reads("Written on the phone.").await?;
        ruth.writes("Written on the desk computer.").await?;
        phone.reads("Written on the desk computer.").await?;
        scene.shows(&phone.window, "its-history-begins").await?;
        scene.shows(&ruth.window, "let-in").await?;
        phone.window.clicks("#go-settings").await?;
        phone.window.sees("#no-more-devices").await?;
        scene.shows(&phone.window, "a-linked-devices-settings").await?;

        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("[data-test=remove-device]").await?;
        ruth.window.sees("[data-view=unlink-device]").await?;
        scene.shows(&ruth.window, "removing").await?;
        ruth.window.clicks("#unlink-device").await?;
        is_out(&phone.window).await?;
        ruth.window.no_longer_sees("[data-test=remove-device]").await?;
        ruth.enters_room(ROOM).await?;
        ruth.writes("Not for whoever has the phone.").await?;
        phone.must_not_read("Not for whoever has the phone.").await?;
        phone.window.reload().await?;
        phone.window.sees("[data-view=unlock]").await?;
        phone.window.types("#passphrase", PHONE_PASSPHRASE + thirtyfour::Key::Enter).await?;
        is_out(&phone.window).await?;
        phone.must_not_read("Not for whoever has the phone.").await?;
        ruth.window.close().await?;
        phone.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn by_a_typed_code() {
    journey("typed-code", |world, driver, scene| async move {
        let invited = world.invites_ruth().await?;
        let ruth = Person::sits_down(&driver, invited.clone(), PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("#add-device").await?;
        ruth.window.clicks("#make-link").await?;
        ruth.window.clicks("#show-code").await?;
        ruth.window.sees("#device-code").await?;
        says(&ruth.window, &["type this code where it asks for a link or a code"]).await?;
        scene.shows(&ruth.window, "the-code").await?;
        let code = ruth.window.run("return document.getElementById('device-code').textContent", &[]).await?;
        let code = code.as_str().unwrap_or_default().to_owned();

        let other = Invited { origin: world.origin("ruth-phone"), link: String::new(), ..invited };
        let phone = Person::sits_down(&driver, other, PHONE_PASSPHRASE).await?;
        phone.window.go(&phone.invited.origin).await?;
        phone.window.sees("[data-view=no-link]").await?;
        scene.shows(&phone.window, "have-a-code").await?;
        let (groups, last) = code.split_at(code.len() - 1);
        let slip = format!("{groups}{}", if last == "0" { "1" } else { "0" });
        phone.window.types("#have", &slip).await?;
        phone.window.clicks("#use-it").await?;
        phone.window.reads("#have-error", "Group 4 of the code is mistyped").await?;
        scene.shows(&phone.window, "a-slip").await?;
        let clear = "const field = document.getElementById('have'); field.value = ''; \
            field.dispatchEvent(new Event('input', { bubbles: true }));";
        phone.window.run(clear, &[]).await?;
        phone.window.types("#have", &code.to_lowercase().replace('-', " ")).await?;
        phone.window.clicks("#use-it").await?;
        phone.window.reads("#whose", "another device of Ruth Kember").await?;
        phone.joins().await?;
        ruth.window.reads("#device-added", "is now one of your devices").await?;
        scene.shows(&ruth.window, "added").await?;

        // The code has done what it can do.
        let third = Invited { origin: world.origin("ruth-tablet"), ..phone.invited.clone() };
        let tablet = Person::sits_down(&driver, third, PHONE_PASSPHRASE).await?;
        tablet.window.go(&tablet.invited.origin).await?;
        tablet.window.types("#have", &code).await?;
        tablet.window.clicks("#use-it").await?;
        tablet.window.reads("#have-error", "No link lies under this code").await?;
        scene.shows(&tablet.window, "used").await?;
        for person in [ruth, phone, tablet] {
            person.window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}

async fn is_out(window: &Window) -> Result<(), marram_tests::browser::BrowserError> {
    window.sees("#connection[data-state=refused]").await?;
    window.reads("#connection", "removed").await.map(|_| ())
}
