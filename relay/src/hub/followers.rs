//! Which connections follow what.

use crate::store::ConnectionId;
use std::collections::HashMap;
use std::hash::Hash;

/// Connections by what they follow. Both directions are kept, so that leaving costs only what was followed.
#[derive(Debug)]
pub(super) struct Followers<T> {
    followers: HashMap<T, Vec<ConnectionId>>,
    followed: HashMap<ConnectionId, Vec<T>>,
}

impl<T> Default for Followers<T> {
    fn default() -> Self {
        Self { followers: HashMap::new(), followed: HashMap::new() }
    }
}

impl<T: Copy + Eq + Hash> Followers<T> {
    pub(super) fn add(&mut self, what: T, connection: ConnectionId) {
        let followers = self.followers.entry(what).or_default();
        if !followers.contains(&connection) {
            followers.push(connection);
            self.followed.entry(connection).or_default().push(what);
        }
    }

    pub(super) fn remove(&mut self, what: T, connection: ConnectionId) {
        self.drop_follower(what, connection);
        if let Some(followed) = self.followed.get_mut(&connection) {
            followed.retain(|other| *other != what);
            if followed.is_empty() {
                self.followed.remove(&connection);
            }
        }
    }

    pub(super) fn forget(&mut self, connection: ConnectionId) {
        for what in self.followed.remove(&connection).unwrap_or_default() {
            self.drop_follower(what, connection);
        }
    }

    /// Those who follow it, in the order in which they began.
    pub(super) fn of(&self, what: &T) -> Vec<ConnectionId> {
        self.followers.get(what).cloned().unwrap_or_default()
    }

    fn drop_follower(&mut self, what: T, connection: ConnectionId) {
        if let Some(followers) = self.followers.get_mut(&what) {
            followers.retain(|other| *other != connection);
            if followers.is_empty() {
                self.followers.remove(&what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_leaves_follows_nothing_and_leaves_nothing_behind() {
        let (a, b) = (ConnectionId(1), ConnectionId(2));
        let mut followers = Followers::default();
        for (what, who) in [("x", a), ("x", b), ("y", a), ("x", a)] {
            followers.add(what, who);
        }
        assert_eq!(followers.of(&"x"), [a, b]);
        followers.forget(a);
        assert_eq!((followers.of(&"x"), followers.of(&"y")), (vec![b], vec![]));
        followers.remove("x", b);
        assert!(followers.followers.is_empty() && followers.followed.is_empty());
    }
}
