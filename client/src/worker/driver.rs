//! The phases of the worker: waiting for the tab lock, empty, locked, open.

use super::gate::Gate;
use super::session::Session;
use super::{beginning, collect};
use crate::messages::{
    Broken, FromWorker, JoinRefused, PasskeyHint, Passphrase, PassphraseRefused, Phase, SittingEnd, ToWorker,
    UnlockRefused,
};
use crate::platform::port::PagePort;
use crate::platform::socket::SocketEvent;
use crate::platform::store::{self, Beside, Store, StoreError};
use crate::platform::tab_lock::{TabLock, TabLockEvent};
use crate::platform::{clock, random};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use gloo_timers::callback::Timeout;
use marram_core::identity::MAX_SITTING_MS;
use marram_core::rest::{Cost, Lock, LockError, PasskeyLock, PrfOutput, StoreKey};
use marram_core::{Batch, Command, Engine, Input, Output};
use marram_protocol::UnixMillis;

/// Something that happened.
#[derive(Debug)]
pub(super) enum Event {
    Page(ToWorker),
    TabLock(TabLockEvent),
    TabLockSlow,
    Socket(u32, SocketEvent),
    SocketGivenUp,
    Connect,
    Woken,
    /// A shared computer's sitting comes to its end, whatever is still under way.
    SittingEnds(SittingEnd),
}

/// Where happenings are told.
#[derive(Debug, Clone)]
pub(super) struct Tell(UnboundedSender<Event>);

impl Tell {
    pub(super) fn send(&self, event: Event) {
        // The receiver lives as long as the worker.
        self.0.unbounded_send(event).unwrap_or_default();
    }
}

/// A page that is reloaded gives its lock up a little after the new one asks for it: until then nothing is said.
const TAB_LOCK_PATIENCE_MS: u32 = 600;
/// So long a device that leaves a shared computer tries to tell.
const LEAVING_MS: u64 = 5_000;
/// So many waiting inputs are worked off in one transaction.
const MOST_TOGETHER: usize = 64;

/// Runs until the worker ends.
pub(crate) async fn run() {
    let (sender, mut events) = unbounded();
    let tell = Tell(sender);
    let heard = tell.clone();
    let Some(page) = PagePort::open(move |message| heard.send(Event::Page(message))) else { return };
    let mut driver = Driver {
        page,
        tell,
        tab_lock: None,
        patience: None,
        gate: Gate::default(),
        sitting: None,
        stage: Stage::Waiting,
    };
    driver.phase(Phase::Starting);
    driver.ask_for_tab_lock(false);
    while let Some(event) = events.next().await {
        driver.handle(event, &mut events).await;
    }
}

struct Driver {
    page: PagePort,
    tell: Tell,
    tab_lock: Option<TabLock>,
    patience: Option<Timeout>,
    /// What stands at the lock besides the passphrase.
    gate: Gate,
    /// The end of a sitting at a shared computer.
    sitting: Option<Timeout>,
    stage: Stage,
}

/// What there is to work with.
enum Stage {
    /// The tab lock is another's, or the store cannot be used.
    Waiting,
    /// The store is open and holds no device.
    Empty(Store),
    /// The store is open and holds a device.
    Locked(Store, Lock),
    /// The engine runs.
    Open(Store, Lock, Box<Session>),
}

impl Driver {
    async fn handle(&mut self, event: Event, events: &mut UnboundedReceiver<Event>) {
        match event {
            Event::Page(ToWorker::TakeOver) => self.ask_for_tab_lock(true),
            Event::TabLock(TabLockEvent::Granted) => self.open_store().await,
            Event::TabLock(TabLockEvent::Lost) => self.taken_over(),
            Event::TabLockSlow => {
                if matches!(self.stage, Stage::Waiting) {
                    self.phase(Phase::Elsewhere);
                }
            }
            Event::Page(ToWorker::Join { fragment, spoken, device_name, passphrase, sitting_ms }) => {
                let join = |key, seed| beginning::join(&fragment, spoken.as_ref(), &device_name, sitting_ms, key, seed);
                self.begin(&passphrase, sitting_ms, join).await;
            }
            Event::Page(ToWorker::Collect { code }) => {
                let collected = collect::link(&code.0).await.map(|link| (link, clock::now()));
                self.page.send(&[FromWorker::Collected(collected)]);
            }
            Event::Page(ToWorker::Found(asked)) => {
                self.begin(&asked.passphrase, None, |key, seed| beginning::found(&asked, key, seed)).await;
            }
            Event::Page(ToWorker::Recover { phrase, name, role, passphrase }) => {
                self.begin(&passphrase, None, |key, seed| beginning::recover(&phrase, name, role, key, seed)).await;
            }
            Event::Page(ToWorker::Unlock { passphrase }) => self.unlock(&passphrase).await,
            Event::Page(ToWorker::UnlockWithPasskey { answer }) => self.unlock_with_passkey(&answer).await,
            Event::Page(ToWorker::AddPasskey { passphrase, passkey, answer }) => {
                let done = self.add_passkey(&passphrase, passkey, &answer).await;
                self.page.send(&[FromWorker::AtTheLock(self.gate.seen()), FromWorker::PasskeyChanged(done)]);
            }
            Event::Page(ToWorker::RemovePasskey) => {
                let done = self.remove_passkey().await;
                self.page.send(&[FromWorker::AtTheLock(self.gate.seen()), FromWorker::PasskeyChanged(done)]);
            }
            Event::Page(ToWorker::Lock) => self.lock(None),
            Event::Page(ToWorker::ChangePassphrase { old, new }) => {
                let answer = self.change_passphrase(&old, &new).await;
                self.page.send(&[FromWorker::PassphraseChanged(answer)]);
            }
            Event::Page(ToWorker::Forget) => self.forget().await,
            Event::Page(ToWorker::LeaveComputer { reason }) => self.leave_computer(reason).await,
            Event::SittingEnds(how) => self.end_sitting(how),
            event => self.drive(event, events).await,
        }
    }

    /// Gives the engine this input and those that wait behind it, then carries out what comes of them.
    async fn drive(&mut self, first: Event, events: &mut UnboundedReceiver<Event>) {
        // Late news of a session that is over is nobody's.
        let Stage::Open(_, _, session) = &mut self.stage else { return };
        let mut next = Some(first);
        for _ in 0..MOST_TOGETHER {
            let Some(event) = next.take() else { break };
            if let Some(other) = give(session, event) {
                next = Some(other);
                break;
            }
            next = events.try_recv().ok();
        }
        self.carry_out().await;
        // What was taken from the queue and not given to the session comes after it.
        if let Some(event) = next {
            Box::pin(self.handle(event, events)).await;
        }
    }

    async fn carry_out(&mut self) {
        let Stage::Open(store, _, session) = &mut self.stage else { return };
        match session.carry_out(store, &self.page).await {
            Ok(()) if session.ended() => self.end_sitting(SittingEnd::Left),
            Ok(()) => {}
            Err(StoreError::Fenced) => self.taken_over(),
            // The engine is ahead of its store: it is thrown away, and opened anew from the store by the person.
            Err(_) => self.lock(Some(UnlockRefused::NotKept)),
        }
    }

    fn ask_for_tab_lock(&mut self, take_over: bool) {
        let tell = self.tell.clone();
        self.tab_lock = TabLock::request(take_over, move |event| tell.send(Event::TabLock(event)));
        if self.tab_lock.is_none() {
            return self.phase(Phase::Broken(Broken::NoStore));
        }
        let tell = self.tell.clone();
        self.patience = Some(Timeout::new(TAB_LOCK_PATIENCE_MS, move || tell.send(Event::TabLockSlow)));
    }

    fn taken_over(&mut self) {
        self.stage = Stage::Waiting;
        self.tab_lock = None;
        self.phase(Phase::TakenOver);
    }

    async fn open_store(&mut self) {
        self.patience = None;
        self.gate = Gate::default();
        let opened = match Store::open(store::NAME).await {
            Ok(store) => store.beside(Beside::Lock).await.map(|lock| (store, lock)),
            Err(error) => Err(error),
        };
        if let Ok((store, Some(_))) = &opened {
            self.gate = Gate::read(store).await;
        }
        let (stage, phase) = match opened {
            Ok((store, None)) => (Stage::Empty(store), Phase::Empty(None)),
            Ok((store, Some(bytes))) => match Lock::from_bytes(&bytes) {
                Ok(lock) => (Stage::Locked(store, lock), Phase::Locked(None)),
                Err(_) => (Stage::Waiting, Phase::Broken(Broken::Damaged)),
            },
            Err(StoreError::Newer) => (Stage::Waiting, Phase::Broken(Broken::Newer)),
            Err(StoreError::Full) => (Stage::Waiting, Phase::Broken(Broken::Full)),
            Err(_) => (Stage::Waiting, Phase::Broken(Broken::NoStore)),
        };
        self.stage = stage;
        self.phase(phase);
    }

    /// Makes this browser a device: `make` gives its engine. On a shared computer nothing of it is kept.
    async fn begin(
        &mut self,
        passphrase: &Passphrase,
        sitting_ms: Option<u64>,
        make: impl FnOnce(StoreKey, [u8; 32]) -> Result<(Engine, Vec<Output>), JoinRefused>,
    ) {
        let Stage::Empty(store) = core::mem::replace(&mut self.stage, Stage::Waiting) else { return };
        self.phase(Phase::Joining);
        let (Ok(key), Ok(salt), Ok(seed)) = (random::bytes(), random::bytes(), random::bytes()) else {
            return self.phase(Phase::Broken(Broken::Stopped));
        };
        let key = StoreKey::from_bytes(key);
        let Ok(lock) = Lock::close(&key, &passphrase.0, Cost::default(), &salt) else {
            return self.phase(Phase::Broken(Broken::Stopped));
        };
        let mut session = match make(key, seed) {
            Ok(begun) => Session::begin(begun, lock.to_bytes(), self.tell.clone()),
            Err(why) => {
                self.stage = Stage::Empty(store);
                return self.phase(Phase::Empty(Some(why)));
            }
        };
        let store = if sitting_ms.is_some() { nowhere(store).await } else { store };
        self.gate.shared = sitting_ms.is_some();
        self.sitting = sitting_ms.map(|lasts_ms| self.end_at(lasts_ms.min(MAX_SITTING_MS), SittingEnd::Over));
        match session.carry_out(&store, &self.page).await {
            Ok(()) => {
                session.connect();
                self.stage = Stage::Open(store, lock, Box::new(session));
                self.phase(Phase::Open);
            }
            Err(_) => {
                self.stage = Stage::Empty(store);
                self.phase(Phase::Empty(Some(JoinRefused::NotKept)));
            }
        }
    }

    /// Has a sitting end after so long.
    fn end_at(&self, after_ms: u64, how: SittingEnd) -> Timeout {
        let tell = self.tell.clone();
        clock::call_at(UnixMillis(clock::now().0.saturating_add(after_ms)), move || tell.send(Event::SittingEnds(how)))
    }

    /// Has the device end itself, and waits for that only so long: whoever leaves must not stand and wait.
    async fn leave_computer(&mut self, reason: String) {
        match &mut self.stage {
            Stage::Open(_, _, session) if self.gate.shared => {
                session.input(Input::Asked(Command::EndHere { reason }));
                session.connect();
                self.sitting = Some(self.end_at(LEAVING_MS, SittingEnd::Untold));
                self.carry_out().await;
            }
            // Its keys are sealed: it cannot say anything.
            Stage::Locked(..) if self.gate.shared => self.end_sitting(SittingEnd::Untold),
            _ => {}
        }
    }

    /// Nothing of a sitting stays. What the engine and the store held is wiped as it is freed.
    fn end_sitting(&mut self, how: SittingEnd) {
        if self.gate.shared {
            (self.stage, self.sitting, self.gate) = (Stage::Waiting, None, Gate::default());
            self.phase(Phase::Ended(how));
        }
    }

    async fn unlock(&mut self, passphrase: &Passphrase) {
        let Stage::Locked(store, lock) = core::mem::replace(&mut self.stage, Stage::Waiting) else { return };
        if self.gate.begin(&store).await.is_err() {
            self.stage = Stage::Locked(store, lock);
            return self.phase(Phase::Locked(Some(UnlockRefused::TooSoon)));
        }
        self.phase(Phase::Unlocking);
        match lock.open(&passphrase.0) {
            Ok(key) => self.open_with(store, lock, key).await,
            Err(LockError::WrongPassphrase | LockError::WrongPasskey) => {
                self.stage = Stage::Locked(store, lock);
                self.phase(Phase::Locked(Some(UnlockRefused::WrongPassphrase)));
            }
            Err(LockError::Damaged) => self.phase(Phase::Broken(Broken::Damaged)),
        }
    }

    async fn unlock_with_passkey(&mut self, answer: &PrfOutput) {
        let Stage::Locked(store, lock) = core::mem::replace(&mut self.stage, Stage::Waiting) else { return };
        self.phase(Phase::Unlocking);
        match self.gate.passkey.as_ref().and_then(|second| second.open(answer).ok()) {
            Some(key) => self.open_with(store, lock, key).await,
            // Even a damaged one closes nothing: the passphrase is always there.
            None => {
                self.stage = Stage::Locked(store, lock);
                self.phase(Phase::Locked(Some(UnlockRefused::WrongPasskey)));
            }
        }
    }

    /// The key is right: whoever has it is known, and the engine starts.
    async fn open_with(&mut self, store: Store, lock: Lock, key: StoreKey) {
        self.gate.known(&store).await;
        let (Ok(records), Ok(seed)) = (store.records().await, random::bytes()) else {
            return self.phase(Phase::Broken(Broken::Damaged));
        };
        match Session::open(records, key, seed, self.tell.clone()) {
            Ok(mut session) => {
                session.connect();
                self.stage = Stage::Open(store, lock, Box::new(session));
                // Pages begin with what was left on them, so that is told first.
                self.carry_out().await;
                if matches!(self.stage, Stage::Open(..)) {
                    self.phase(Phase::Open);
                }
            }
            // Nothing is made anew in its place, and nothing is deleted.
            Err(_) => self.phase(Phase::Broken(Broken::Damaged)),
        }
    }

    fn lock(&mut self, why: Option<UnlockRefused>) {
        let stage = core::mem::replace(&mut self.stage, Stage::Waiting);
        let Stage::Open(store, lock, _session) = stage else {
            self.stage = stage;
            return;
        };
        self.stage = Stage::Locked(store, lock);
        self.phase(Phase::Locked(why));
    }

    async fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase) -> Result<(), PassphraseRefused> {
        let (Stage::Open(store, lock, _) | Stage::Locked(store, lock)) = &mut self.stage else {
            return Err(PassphraseRefused::NotKept);
        };
        let key = self.gate.opens(store, lock, old).await?;
        let salt = random::bytes().map_err(|_| PassphraseRefused::NotKept)?;
        let changed = Lock::close(&key, &new.0, Cost::default(), &salt).map_err(|_| PassphraseRefused::NotKept)?;
        let written = store.write(&Batch::default(), Some(&changed.to_bytes())).await;
        written.map_err(|_| PassphraseRefused::NotKept)?;
        *lock = changed;
        Ok(())
    }

    /// Seals the store key for a passkey too. Asks for the passphrase: whoever finds the desk unlocked must not be able
    /// to come back.
    async fn add_passkey(
        &mut self,
        passphrase: &Passphrase,
        passkey: PasskeyHint,
        answer: &PrfOutput,
    ) -> Result<(), PassphraseRefused> {
        let Stage::Open(store, lock, _) = &self.stage else { return Err(PassphraseRefused::NotKept) };
        let key = self.gate.opens(store, lock, passphrase).await?;
        let nonce = random::bytes().map_err(|_| PassphraseRefused::NotKept)?;
        let second = PasskeyLock::close(&key, &passkey.credential, passkey.salt, answer, nonce);
        let second = second.map_err(|_| PassphraseRefused::NotKept)?;
        let written = store.set_beside(Beside::Passkey, Some(&second.to_bytes())).await;
        written.map_err(|_| PassphraseRefused::NotKept)?;
        self.gate.passkey = Some(second);
        Ok(())
    }

    async fn remove_passkey(&mut self) -> Result<(), PassphraseRefused> {
        let Stage::Open(store, ..) = &self.stage else { return Err(PassphraseRefused::NotKept) };
        store.set_beside(Beside::Passkey, None).await.map_err(|_| PassphraseRefused::NotKept)?;
        self.gate.passkey = None;
        Ok(())
    }

    async fn forget(&mut self) {
        let stage = core::mem::replace(&mut self.stage, Stage::Waiting);
        let (Stage::Open(store, ..) | Stage::Locked(store, _) | Stage::Empty(store)) = stage else {
            // A store that could not be opened can still be removed, by the tab that has the lock.
            if self.tab_lock.is_some() && store::remove(store::NAME).await.is_ok() {
                self.open_store().await;
            }
            return;
        };
        drop(store);
        self.gate = Gate::default();
        match store::remove(store::NAME).await {
            Ok(()) => self.open_store().await,
            Err(_) => self.phase(Phase::Broken(Broken::NoStore)),
        }
    }

    fn phase(&self, phase: Phase) {
        self.page.send(&[FromWorker::Phase(phase), FromWorker::AtTheLock(self.gate.seen())]);
    }
}

/// A store that is nowhere, in place of the one on disk, which holds nothing yet.
async fn nowhere(store: Store) -> Store {
    drop(store);
    // If it stays, it stays empty.
    store::remove(store::NAME).await.unwrap_or_default();
    Store::fleeting()
}

/// Gives the session what is its own; gives back what is not.
fn give(session: &mut Session, event: Event) -> Option<Event> {
    match event {
        Event::Page(ToWorker::Ask(command)) => session.input(Input::Asked(command)),
        Event::Page(ToWorker::ConnectNow { asked }) => session.connect_now(asked),
        Event::Socket(generation, event) => session.socket(generation, event),
        Event::SocketGivenUp => session.input(Input::Disconnected),
        Event::Connect => session.connect(),
        Event::Woken => session.input(Input::Woken),
        other => return Some(other),
    }
    None
}
