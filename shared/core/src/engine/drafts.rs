//! What a person has begun and not sent: forms, and the answers of a page. Kept sealed with the account, so that no lock and
//! no reload takes it away. (What is being written to a room is kept with the room.)

use super::Engine;
use crate::event::to_cbor;
use crate::ids::RoomId;
use crate::view::{BegunForm, NoticeKind, Shown, Unsent};
use crate::work::template::TemplateId;

/// The most bytes of one: more than can be sent, so that nothing is lost while it is shortened.
const MAX_BYTES: usize = 256 * 1024;
/// The most forms that are kept, and the most pages whose answers are: what was left longest ago goes.
const MOST: usize = 100;

impl Engine {
    /// Keeps a form that was begun: one for each template of a room, or of none.
    pub(super) fn keep_form(&mut self, begun: BegunForm) -> Result<(), NoticeKind> {
        fits(&to_cbor(&begun))?;
        self.drop_form(begun.room, &begun.form.template);
        let kept = &mut self.account.forms;
        if !begun.form.values.is_empty() {
            kept.push(begun);
        }
        kept.drain(..kept.len().saturating_sub(MOST));
        self.save_account();
        self.show_forms();
        Ok(())
    }

    /// A form that was begun is sent.
    pub(super) fn forget_form(&mut self, room: Option<RoomId>, template: &TemplateId) {
        self.drop_form(room, template);
        self.save_account();
        self.show_forms();
    }

    fn drop_form(&mut self, room: Option<RoomId>, template: &TemplateId) {
        self.account.forms.retain(|kept| (kept.room, &kept.form.template) != (room, template));
    }

    /// The forms that were begun.
    pub(super) fn show_forms(&mut self) {
        self.show(Shown::Forms(self.account.forms.clone()));
    }

    /// Keeps a page's answers in the place of those before; without any, it forgets them.
    pub(super) fn keep_answers(&mut self, mut unsent: Unsent) -> Result<(), NoticeKind> {
        fits(&to_cbor(&unsent))?;
        unsent.answers.retain(|_, answer| !answer.is_empty());
        let kept = &mut self.account.unsent;
        kept.retain(|one| one.page != unsent.page);
        if !unsent.answers.is_empty() {
            kept.push(unsent);
        }
        kept.drain(..kept.len().saturating_sub(MOST));
        self.save_account();
        self.show_unsent();
        Ok(())
    }

    /// The answers that were begun.
    pub(super) fn show_unsent(&mut self) {
        self.show(Shown::Unsent(self.account.unsent.clone()));
    }
}

fn fits(bytes: &[u8]) -> Result<(), NoticeKind> {
    (bytes.len() <= MAX_BYTES).then_some(()).ok_or(NoticeKind::TooLarge { limit: MAX_BYTES as u64 })
}
