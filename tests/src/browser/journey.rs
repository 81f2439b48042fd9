//! Journey 1: two people of two agencies, in two real browsers, from their links to a removal.

use super::chromedriver::Chromedriver;
use super::error::BrowserError;
use super::look::{Album, Finding};
use super::person::Person;
use super::world::World;
use std::future::Future;
use std::path::Path;
use std::time::Instant;
use thirtyfour::Key;

const TITLE: &str = "Tidemark: children A and B";
const FIRST: &str = "Two children, aged 6 and 9, live with the subject.";
const ANSWER: &str = "We hold the strategy discussion at half past two.";
const WHILE_AWAY: &str = "The conditions of bail follow this evening.";
const DRAFT: &str = "Not to be sent before the inspector agrees";
const REASON: &str = "Handed this matter over to the emergency duty team";
const AFTER_REMOVAL: &str = "From here on only police read along.";
const DEVICE: &str = ", third desk by the window";
const RUTHS_PASSPHRASE: &str = "grey heron at low water";
const MINAS_PASSPHRASE: &str = "copper kettle under snow";

/// Set in the page before the relay is restarted, and looked for afterwards: a page that was loaded again has lost it.
const MARK_PAGE: &str = "window.marramTestMark = true";
const IS_MARKED: &str = "return window.marramTestMark === true";

/// Says each step as it is done.
#[derive(Debug, Default)]
pub struct Story {
    steps: usize,
}

impl Story {
    pub(super) async fn step<T>(
        &mut self,
        words: &str,
        doing: impl Future<Output = Result<T, BrowserError>>,
    ) -> Result<T, BrowserError> {
        let began = Instant::now();
        let done = doing.await;
        self.steps += 1;
        let outcome = if done.is_ok() { "done" } else { "FAILED" };
        println!("{:>3}. {words}: {outcome} in {:.1} s", self.steps, began.elapsed().as_secs_f32());
        done
    }
}

/// The journey, played to its end; everything still runs.
#[derive(Debug)]
pub struct Played {
    /// The relay and what stands around it.
    pub world: World,
    /// DS Kember, police.
    pub ruth: Person,
    /// Mina Sorrell, council; removed from the room.
    pub mina: Person,
    /// What was wrong with the pages.
    pub findings: Vec<Finding>,
    /// Stopped, with its browsers, when this is dropped.
    driver: Chromedriver,
}

/// Plays it against this relay.
///
/// # Errors
/// At the first step that fails.
pub async fn play(relay: &Path, album: &Album) -> Result<Played, BrowserError> {
    let mut story = Story::default();
    let mut world = story.step("A relay starts, and two agencies are founded on it", World::start(relay)).await?;
    let driver = Chromedriver::start()?;
    let ruth = world.invites_ruth().await?;
    let mina = world.invites_mina().await?;
    let ruth = Person::sits_down(&driver, ruth, RUTHS_PASSPHRASE);
    let mina = Person::sits_down(&driver, mina, MINAS_PASSPHRASE);
    let (ruth, mina) = story.step("Two browsers open", async { tokio::try_join!(ruth, mina) }).await?;

    join(&mut story, album, &ruth, &mina).await?;
    talk(&mut story, album, &ruth, &mina).await?;
    reload(&mut story, album, &ruth, &mina).await?;
    restart(&mut story, album, &mut world, &ruth, &mina).await?;
    draft(&mut story, album, &ruth).await?;
    look_around(&mut story, album, &ruth).await?;
    remove(&mut story, album, &ruth, &mina).await?;
    Ok(Played { world, ruth, mina, findings: album.findings(), driver })
}

async fn join(story: &mut Story, album: &Album, ruth: &Person, mina: &Person) -> Result<(), BrowserError> {
    story.step("DS Kember opens her link; the address bar keeps nothing of it", ruth.opens_link()).await?;
    ruth.shows(album, "join").await?;
    let joining = async {
        ruth.window.types("#device-name", DEVICE).await?;
        ruth.joins().await
    };
    story.step("She chooses a passphrase and joins", joining).await?;
    ruth.shows(album, "no-rooms-yet").await?;
    story.step("Mina Sorrell opens her link", mina.opens_link()).await?;
    story.step("She joins", mina.joins()).await
}

async fn talk(story: &mut Story, album: &Album, ruth: &Person, mina: &Person) -> Result<(), BrowserError> {
    story.step("Ruth plans a room with Mina", ruth.plans_room(TITLE, "Mina Sorrell")).await?;
    ruth.shows(album, "new-room").await?;
    story.step("Ruth starts it, and Mina is in it", ruth.starts_room("Mina Sorrell")).await?;
    story.step("Mina finds the room in her list and enters", mina.enters_room(TITLE)).await?;
    story.step("Ruth writes", ruth.writes(FIRST)).await?;
    story.step("Mina reads it", mina.reads(FIRST)).await?;
    story.step("Mina answers", mina.writes(ANSWER)).await?;
    story.step("Ruth reads it", ruth.reads(ANSWER)).await?;
    let delivered = ruth.window.reads("[data-test=entry][data-delivery=delivered]", FIRST);
    story.step("Ruth sees that hers was delivered", delivered).await?;
    ruth.shows(album, "room").await?;
    mina.shows(album, "room-of-the-other").await
}

async fn reload(story: &mut Story, album: &Album, ruth: &Person, mina: &Person) -> Result<(), BrowserError> {
    let locked = async {
        ruth.window.reload().await?;
        ruth.window.sees("[data-view=unlock]").await
    };
    story.step("Ruth loads the page again, and it is locked", locked).await?;
    ruth.must_not_read(FIRST).await?;
    ruth.shows(album, "unlock").await?;
    let all_there = async {
        ruth.unlocks().await?;
        ruth.reads(FIRST).await?;
        ruth.reads(ANSWER).await
    };
    story.step("She unlocks, and everything is there", all_there).await?;
    let all_there = async {
        mina.reloads_and_unlocks().await?;
        mina.reads(FIRST).await?;
        mina.reads(ANSWER).await
    };
    story.step("Mina does the same", all_there).await
}

async fn restart(
    story: &mut Story,
    album: &Album,
    world: &mut World,
    ruth: &Person,
    mina: &Person,
) -> Result<(), BrowserError> {
    for person in [ruth, mina] {
        person.window.run(MARK_PAGE, &[]).await?;
    }
    world.relay().kill()?;
    let cut_off = async { tokio::try_join!(ruth.is_cut_off(), mina.is_cut_off()) };
    story.step("The relay is killed, and both pages say so", cut_off).await?;
    let not_sent = async {
        ruth.writes(WHILE_AWAY).await?;
        ruth.window.reads("[data-test=entry][data-delivery=not-sent]", WHILE_AWAY).await
    };
    story.step("Ruth writes nevertheless; it is kept, and marked as not sent yet", not_sent).await?;
    ruth.shows(album, "relay-away").await?;
    world.relay().start_again()?;
    let back = async { tokio::try_join!(ruth.is_connected(), mina.is_connected()) };
    story.step("The relay is started again, and both are connected", back).await?;
    let nothing_lost = async {
        mina.reads(WHILE_AWAY).await?;
        mina.reads(FIRST).await?;
        ruth.window.reads("[data-test=entry]:not([data-delivery=not-sent])", WHILE_AWAY).await
    };
    story.step("Mina reads what was written meanwhile, and nothing is lost", nothing_lost).await?;
    for person in [ruth, mina] {
        if person.window.run(IS_MARKED, &[]).await? != true {
            return Err(BrowserError::wrong(person.invited.name, "the page was loaded again"));
        }
    }
    Ok(())
}

async fn draft(story: &mut Story, album: &Album, ruth: &Person) -> Result<(), BrowserError> {
    let kept = async {
        ruth.drafts(DRAFT).await?;
        ruth.window.clicks("#lock").await?;
        ruth.unlocks().await?;
        ruth.window.reads("#write", DRAFT).await
    };
    story.step("Ruth writes a draft and locks; when she has unlocked it is there", kept).await?;
    let kept = async {
        ruth.reloads_and_unlocks().await?;
        ruth.window.reads("#write", DRAFT).await
    };
    story.step("She loads the page again, and the draft is there", kept).await?;
    ruth.shows(album, "draft").await?;
    let sent = async {
        ruth.window.types("#write", Key::Enter + "").await?;
        ruth.reads(DRAFT).await
    };
    story.step("She sends it", sent).await
}

/// The pages that the journey does not pass by itself.
async fn look_around(story: &mut Story, album: &Album, ruth: &Person) -> Result<(), BrowserError> {
    // Wide windows show a room's people beside it, and need no page for them.
    ruth.window.is_narrow().await?;
    let pages = [
        ("#show-people", "people"),
        ("#add-people", "add-people"),
        ("#go-settings", "settings"),
        ("#change-passphrase", "passphrase"),
        ("#go-settings", "settings"),
        ("#sign-out", "sign-out"),
        ("#go-relay", "relay"),
    ];
    let mut seen = Vec::new();
    for (by, view) in pages {
        let going = async {
            ruth.window.clicks(by).await?;
            ruth.window.sees(&format!("[data-view={view}]")).await
        };
        story.step(&format!("Ruth looks at the page \"{view}\""), going).await?;
        if !seen.contains(&view) {
            ruth.shows(album, view).await?;
            seen.push(view);
        }
    }
    let back = async {
        ruth.window.clicks("#go-rooms").await?;
        ruth.window.sees("[data-view=rooms]").await
    };
    story.step("She goes back to her rooms", back).await?;
    ruth.shows(album, "rooms").await?;
    story.step("She opens the room", ruth.enters_room(TITLE)).await
}

async fn remove(story: &mut Story, album: &Album, ruth: &Person, mina: &Person) -> Result<(), BrowserError> {
    story.step("Ruth turns to removing Mina", ruth.turns_to_removing()).await?;
    ruth.shows(album, "remove-person").await?;
    let removed = async {
        ruth.removes(REASON).await?;
        ruth.window.clicks("#go-rooms").await?;
        ruth.enters_room(TITLE).await?;
        ruth.reads(REASON).await
    };
    story.step("She gives a reason and removes her; the record says so", removed).await?;
    let told = async {
        mina.window.reads("#phase", "You were removed from this room").await?;
        mina.reads(REASON).await?;
        mina.window.no_longer_sees("#write").await
    };
    story.step("Mina is told that, by whom and why, and can write no more", told).await?;
    let stored = async {
        ruth.writes(AFTER_REMOVAL).await?;
        ruth.window.reads("[data-test=entry]:not([data-delivery=not-sent])", AFTER_REMOVAL).await
    };
    story.step("Ruth writes on, and it is stored", stored).await?;
    ruth.shows(album, "room-after-removal").await?;
    // Connected and caught up once more, she has everything that the relay has for her.
    let nothing_more = async {
        mina.reloads_and_unlocks().await?;
        mina.window.reads("#phase", "You were removed from this room").await?;
        mina.reads(WHILE_AWAY).await?;
        mina.must_not_read(AFTER_REMOVAL).await
    };
    story.step("Mina unlocks again: she has what she had, is told, and reads nothing more", nothing_more).await?;
    mina.shows(album, "room-of-the-removed").await
}

/// Every word of the journey that nobody but its people may be able to read.
pub fn secret_words(played: &Played) -> Vec<String> {
    let written = [TITLE, FIRST, ANSWER, WHILE_AWAY, DRAFT, REASON, AFTER_REMOVAL, DEVICE];
    let names = ["Ruth Kember", "Kember", "Mina Sorrell", "Sorrell", "Pat Imber", "Robin Ashe"];
    let cards =
        ["Detective Sergeant", "Team manager", "Wexmoor Constabulary", "Wexmoor", "Calderfen Council", "Calderfen"];
    let mut all: Vec<String> = [written.as_slice(), &names, &cards].concat().into_iter().map(str::to_owned).collect();
    all.extend([RUTHS_PASSPHRASE, MINAS_PASSPHRASE].map(str::to_owned));
    for person in [&played.ruth, &played.mina] {
        all.extend(person.invited.link.split_once('#').map(|(_, secret)| secret.to_owned()));
    }
    all
}

impl Played {
    /// Errors that the browsers' consoles show, but for those of connections to a relay that is away.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn console_errors(&self) -> Result<Vec<String>, BrowserError> {
        let mut errors = Vec::new();
        for person in [&self.ruth, &self.mina] {
            let said = person.window.console().await?;
            errors.extend(said.into_iter().filter(|line| line.starts_with("SEVERE") && !line.contains("WebSocket")));
        }
        Ok(errors)
    }

    /// Closes the browsers, ends everything, and gives what is left: the relay's folder.
    ///
    /// # Errors
    /// When something of it ends badly.
    pub async fn end(self) -> Result<tempfile::TempDir, BrowserError> {
        let Self { world, ruth, mina, driver, .. } = self;
        ruth.window.close().await?;
        mina.window.close().await?;
        drop(driver);
        world.end().await
    }
}
