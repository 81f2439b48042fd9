//! The loop that carries an engine: it gives it what happens and does what it says, strictly in the order given.

use super::client::Ended;
use super::line::{Happened, Line};
use super::store::Store;
use super::system::{now, until};
use crate::sim::Screen;
use marram_core::view::{Connection, Shown};
use marram_core::{Command, Engine, Input, Output};
use marram_protocol::UnixMillis;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{oneshot, watch};

/// What a client's owner wants of it.
pub(super) enum Order {
    /// A person asks for something; answered when everything that came of it here is done.
    Ask(Command, oneshot::Sender<()>),
    /// Hang up, and stay so; answered when it is done.
    HangUp(oneshot::Sender<()>),
    /// Dial again.
    Dial,
}

/// One device at work.
pub(super) struct Driver {
    engine: Engine,
    store: Box<dyn Store>,
    line: Line,
    screen: watch::Sender<Screen>,
    wake: Option<UnixMillis>,
}

impl Driver {
    pub(super) fn new(engine: Engine, store: Box<dyn Store>, line: Line, screen: watch::Sender<Screen>) -> Self {
        Self { engine, store, line, screen, wake: None }
    }

    /// Works until nobody can order anything any more, or until the store fails. Gives the store back.
    pub(super) async fn run(mut self, first: Vec<Output>, mut orders: UnboundedReceiver<Order>) -> Ended {
        let mut result = self.perform(first).await.map(|_| ());
        while result.is_ok() {
            let wake = self.wake;
            result = tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => break,
                },
                happened = self.line.next() => self.happened(happened).await,
                () = sleep(wake) => {
                    self.wake = None;
                    self.input(Input::Woken).await
                }
            };
        }
        Ended { store: self.store, result }
    }

    async fn obey(&mut self, order: Order) -> std::io::Result<()> {
        match order {
            Order::Ask(command, done) => {
                self.input(Input::Asked(command)).await?;
                // Whoever asked may have stopped waiting.
                let _ = done.send(());
            }
            Order::HangUp(done) => {
                if self.line.stay_down() {
                    self.input(Input::Disconnected).await?;
                }
                let _ = done.send(());
            }
            Order::Dial => {
                self.line.settled();
                if self.line.redial(now()) {
                    self.input(Input::Disconnected).await?;
                }
            }
        }
        Ok(())
    }

    async fn happened(&mut self, happened: Happened) -> std::io::Result<()> {
        self.input(match happened {
            Happened::Up => Input::Connected,
            Happened::Message(message) => Input::Received(message),
            Happened::Lost => Input::Disconnected,
        })
        .await
    }

    async fn input(&mut self, input: Input) -> std::io::Result<()> {
        let mut next = Some(input);
        while let Some(input) = next {
            let outputs = self.engine.handle(input, now());
            next = self.perform(outputs).await?.then_some(Input::Disconnected);
        }
        Ok(())
    }

    /// Does all of it in order. Says whether the connection was ended over it.
    async fn perform(&mut self, outputs: Vec<Output>) -> std::io::Result<bool> {
        let mut hung_up = false;
        for output in outputs {
            match output {
                // Waiting for the disk is allowed here: this thread is the client's own.
                Output::Persist(batch) => self.store.persist(&batch)?,
                Output::Send(message) => self.line.send(message).await,
                Output::Show(shown) => {
                    if matches!(shown, Shown::Connection(Connection::Online { .. })) {
                        self.line.settled();
                    }
                    self.screen.send_modify(|screen| screen.show(shown));
                }
                Output::WakeAt(at) => self.wake = Some(at),
                Output::Reconnect { not_before } => hung_up |= self.line.redial(not_before),
            }
        }
        self.line.flush().await;
        Ok(hung_up)
    }
}

async fn sleep(wake: Option<UnixMillis>) {
    match wake {
        Some(at) => tokio::time::sleep(until(at)).await,
        None => std::future::pending().await,
    }
}
