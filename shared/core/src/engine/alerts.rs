//! Alerts that the relay left at a deadline: kept until somebody has accepted, or the person here has put them away.

use super::Engine;
use crate::ids::RoomId;
use crate::note::Alert;
use crate::view::{AlertView, Shown};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// The most alerts that are kept; the oldest go first.
const MOST: usize = 100;

/// An alert as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    alert: Alert,
    at: UnixMillis,
}

impl Engine {
    /// Takes one in. Armed anew it may come twice: a room's newest counts.
    pub(super) fn alerted(&mut self, alert: Alert) {
        let at = self.now;
        self.account.alerts.retain(|kept| kept.alert.room != alert.room);
        self.account.alerts.push(Kept { alert, at });
        let surplus = self.account.alerts.len().saturating_sub(MOST);
        self.account.alerts.drain(..surplus);
        self.save_account();
        self.show_alerts();
    }

    /// Somebody accepted it, or the person here has seen to it.
    pub(super) fn put_away(&mut self, room: RoomId) {
        let before = self.account.alerts.len();
        self.account.alerts.retain(|kept| kept.alert.room != room);
        if self.account.alerts.len() != before {
            self.save_account();
            self.show_alerts();
        }
    }

    /// Rooms that this device is in say by themselves when nobody needs to be alerted any more.
    pub(super) fn settle_alerts(&mut self) {
        let is_over = |kept: &Kept| {
            let holding = self.rooms.get(&kept.alert.room).and_then(|room| room.holding());
            holding.is_some_and(|holding| !holding.concerns_desk(kept.alert.desk.desk))
        };
        let over: Vec<RoomId> =
            self.account.alerts.iter().filter(|kept| is_over(kept)).map(|kept| kept.alert.room).collect();
        for room in over {
            self.put_away(room);
        }
    }

    pub(super) fn show_alerts(&mut self) {
        let view = |kept: &Kept| AlertView {
            room: kept.alert.room,
            in_room: self.rooms.contains_key(&kept.alert.room),
            from: kept.alert.from.clone(),
            desk: kept.alert.desk.clone(),
            held: kept.alert.held.clone(),
            referral: Box::new(kept.alert.referral.clone()),
            at: kept.at,
        };
        let alerts = self.account.alerts.iter().rev().map(view).collect();
        self.show(Shown::Alerts(alerts));
    }
}
