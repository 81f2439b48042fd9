//! Unlocking with a passkey: set up, used, outlived by a new passphrase, removed. One browser, one person.

use super::doors::{PASSPHRASE, journey, says};
use marram_tests::browser::Person;
use thirtyfour::Key;

pub(super) fn unlocks() {
    journey("passkey", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        let laptop = ruth.window.gets_authenticator(true).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#go-settings").await?;
        // Whoever finds the desk unlocked does not know the passphrase.
        ruth.window.types("#passkey-passphrase", "grey heron at high water" + Key::Enter).await?;
        ruth.window.reads("#error-summary", "That is not your passphrase").await?;
        ruth.window.comes_true("document.querySelector('#passkey-passphrase').value !== ''").await?;
        ruth.window.run("document.querySelector('#passkey-passphrase').select()", &[]).await?;
        ruth.window.types("#passkey-passphrase", PASSPHRASE + Key::Enter).await?;
        ruth.window.reads("#passkey-changed", "The passkey is set up").await?;
        assert_eq!(ruth.window.passkeys(&laptop).await?, 1, "a second try makes no second passkey");
        scene.shows(&ruth.window, "set-up").await?;

        ruth.window.clicks("#lock").await?;
        ruth.window.sees("#unlock-passkey").await?;
        says(&ruth.window, &["Unlock with your passkey", "Or use your passphrase"]).await?;
        scene.shows(&ruth.window, "unlock").await?;
        ruth.window.clicks("#unlock-passkey").await?;
        ruth.is_connected().await?;
        // The passphrase still does, and so does the passkey after a reload.
        ruth.window.clicks("#lock").await?;
        ruth.unlocks().await?;
        ruth.window.reload().await?;
        ruth.window.clicks("#unlock-passkey").await?;
        ruth.is_connected().await?;

        // A new passphrase leaves it as it is.
        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("#change-passphrase").await?;
        ruth.window.types("#old-passphrase", PASSPHRASE).await?;
        ruth.window.types("#new-passphrase", "quiet marsh by the lock" + Key::Enter).await?;
        ruth.window.sees("#changed").await?;
        ruth.window.clicks("#lock").await?;
        ruth.window.clicks("#unlock-passkey").await?;
        ruth.is_connected().await?;

        // Somebody else's finger; after so many of them the authenticator asks for nobody's any more.
        ruth.window.is_recognised(&laptop, false).await?;
        ruth.window.clicks("#lock").await?;
        ruth.window.clicks("#unlock-passkey").await?;
        ruth.window.reads("#passkey-problem", "The passkey was not used").await?;
        scene.shows(&ruth.window, "not-used").await?;
        ruth.window.types("#passphrase", "quiet marsh by the lock" + Key::Enter).await?;
        ruth.is_connected().await?;

        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("#remove-passkey").await?;
        ruth.window.reads("#passkey-changed", "no longer unlocks Marram here").await?;
        ruth.window.clicks("#lock").await?;
        ruth.window.sees("#unlock").await?;
        ruth.window.no_longer_sees("#unlock-passkey").await?;
        ruth.window.reload().await?;
        ruth.window.sees("#unlock").await?;
        ruth.window.no_longer_sees("#unlock-passkey").await?;
        ruth.window.types("#passphrase", "quiet marsh by the lock" + Key::Enter).await?;
        ruth.is_connected().await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn without_prf() {
    journey("passkey-without-prf", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.window.gets_authenticator(false).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#go-settings").await?;
        ruth.window.types("#passkey-passphrase", PASSPHRASE + Key::Enter).await?;
        ruth.window.reads("#error-summary", "it lacks what Marram needs").await?;
        scene.shows(&ruth.window, "refused").await?;
        ruth.window.clicks("#lock").await?;
        ruth.unlocks().await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}
