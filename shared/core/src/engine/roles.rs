//! What an administrator calls things: the agency's list of roles, who has which, and the agency itself.

use super::Engine;
use super::registers::Saying;
use crate::identity::{Body, MAX_NAME_CHARS, MAX_ROLES};
use crate::ids::PersonId;
use crate::view::NoticeKind;

impl Engine {
    /// Puts a role on the list, or back on it.
    pub(super) fn define_role(&mut self, title: &str) -> Result<(), NoticeKind> {
        let title = name(title)?;
        let roles = self.own_roles()?;
        if roles.iter().any(|role| role.title == title && !role.retired) {
            return Ok(());
        }
        if roles.len() >= MAX_ROLES && roles.iter().all(|role| role.title != title) {
            return Err(NoticeKind::TooLarge { limit: MAX_ROLES as u64 });
        }
        self.administrator_says(Body::Role { title, retired: false })
    }

    /// Takes a role off the list: nobody is given it any more.
    pub(super) fn retire_role(&mut self, title: String) -> Result<(), NoticeKind> {
        match self.own_roles()?.iter().any(|role| role.title == title && !role.retired) {
            true => self.administrator_says(Body::Role { title, retired: true }),
            false => Err(NoticeKind::NotPossible),
        }
    }

    /// Gives somebody another role.
    pub(super) fn change_role(&mut self, person: PersonId, role: &str) -> Result<(), NoticeKind> {
        let role = name(role)?;
        let own = self.directory.own().ok_or(NoticeKind::NotPossible)?;
        let listed = own.people().into_iter().find(|listed| listed.card.person == person);
        match listed.ok_or(NoticeKind::NotPossible)?.card.role == role {
            true => Ok(()),
            false if own.gives(&role) => self.administrator_says(Body::RoleChanged { person, role }),
            false => Err(NoticeKind::NotPossible),
        }
    }

    /// The agency is called otherwise from now on.
    pub(super) fn rename_agency(&mut self, called: &str) -> Result<(), NoticeKind> {
        let called = name(called)?;
        match self.directory.own().is_some_and(|own| own.agency_view().name == called) {
            true => Ok(()),
            false => self.administrator_says(Body::Renamed { name: called }),
        }
    }

    fn own_roles(&self) -> Result<Vec<crate::identity::Role>, NoticeKind> {
        self.directory.own().map(|own| own.roles()).ok_or(NoticeKind::NotPossible)
    }

    fn administrator_says(&mut self, body: Body) -> Result<(), NoticeKind> {
        if !self.is_working_administrator() {
            return Err(NoticeKind::NotPossible);
        }
        let own = self.account.keys.signing_key();
        self.say(Saying::by(&own, body));
        Ok(())
    }
}

fn name(words: &str) -> Result<String, NoticeKind> {
    let words = words.trim();
    match words.chars().count() {
        0 => Err(NoticeKind::NotPossible),
        _ if words.chars().any(char::is_control) => Err(NoticeKind::NotPossible),
        n if n > MAX_NAME_CHARS => Err(NoticeKind::TooLarge { limit: MAX_NAME_CHARS as u64 }),
        _ => Ok(words.to_owned()),
    }
}
