//! What is drawn: small components that render what they are given and tell what a person did.
//!
//! Read [`app`] first (state, worker, history, focus), then [`screen`] (which view for which phase), [`shell`] (bar,
//! panes, notices), [`rooms`] and [`room`].
//!
//! # Hooks for browser tests
//! Ids and `data-test` names below are stable. Everything else, classes and texts too, may change.
//!
//! | where | hooks |
//! |---|---|
//! | every view | `#heading` (its h1; has the focus after a change of view), `#error-summary`, `#announcements` (polite log), `[data-view]` on the main part (role or element): the name of the view |
//! | no link, link used, damaged, expired | `data-view` = `no-link`, `lost-store`, `join-refused`, `link-damaged`, `link-expired`; `#start-again` |
//! | join | `#shared`, `#passphrase`, `#device-name`, `#join` |
//! | unlock | `#passphrase`, `#unlock`, `#wait`, `#unlock-passkey`, `#forgotten`, `#remove-data` |
//! | other tab | `data-view` = `elsewhere`, `taken-over`; `#use-here` |
//! | join with a spoken passphrase | `#spoken` |
//! | found an agency | `data-view` = `found`; `#agency-name`, `#sector`, `#name`, `#role`, `#passphrase`, `#next`; `#phrase` with `li`, `#written`; `#word-1` to `#word-3` (labels say which), `#show-words`, `#found` |
//! | recover an agency | `#recover-agency`; `data-view` = `recover`; `#phrase`, `#name`, `#role`, `#passphrase`, `#recover` |
//! | administration | `#go-agency`; `#agency-people`, `#agency-invite`, `#agency-list`, `#agency-partners`; `#staff-search`, `[data-test=staff][data-state=invited, expired, joined, withdrawn, left]` with `button` |
//! | one of the agency | `#withdraw`, `#remove-staff`, `[data-test=device]` with `[data-test=remove-device]`, `#phrase`, `#appoint`; `#reason`, `#confirm`, `#cancel` |
//! | invite | `#name`, `#role`, `#valid`, `#spoken`, `#make`; `#people`, `#check`; `[data-test=link]`, `#copy-all`, `#hide-links` |
//! | partner agencies | `#introduction`, `#fingerprint`, `#theirs`, `#look`, `#their-fingerprint`, `#compared`, `#endorse`, `[data-test=partner]` |
//! | bar | `#go-rooms`, `#go-settings`, `#go-relay`, `#lock`, `#connection[data-state]` = `offline`, `connecting`, `catching-up`, `online`, `refused`, `distrusted`; `#try-now` |
//! | bar, while unlocked | `#hide`; `#shared-computer`; `#lock-warning` with `#stay-unlocked`, `[data-test=countdown]` |
//! | curtain | `data-view` = `curtain`; `#come-back`; nothing else is in the document |
//! | notices | `[data-test=notice]` with `button` |
//! | list | `#start-room`, `#filter-open`, `#filter-closed`, `[data-test=room][data-room=HEX]` with `[data-test=room-title]`, `[data-test=unread]`, `[data-test=urgent]` |
//! | start a room | `#title`, picker, `#start` |
//! | picker | `#people-search`, `#people-agency`, `[data-test=person]` (label) with `input[data-person=HEX]`, `[data-test=person-note]`, `#chosen` |
//! | room | `[data-test=entry][data-event=HEX][data-index][data-delivery=not-sent, stored, delivered]` with `[data-test=author]`, `[data-test=body]`, `[data-test=delivery]`, `[data-test=answer]`, `[data-test=urgent]`, `[data-test=quote]`; `#new-since`, `#to-end`, `#timeline`, `#show-people`, `#phase`, `[data-test=problem]`, `#ask-rejoin` |
//! | composer | `#write`, `#urgent`, `#send`, `#count`, `#stop-answering` |
//! | people | `[data-test=member][data-person=HEX]` with `[data-test=remove]`, `[data-test=compare]`, `[data-test=compared]`; `#add-people` |
//! | compare keys | `#safety-number` with 12 `li`, `#same`, `#differ`, `#trust`, `#compared`, `#back` |
//! | after an act | `[data-test=done]`: what was done, in its section of the record or at the top of the room |
//! | a version | `[data-test=read-version]` leads to it; `data-view` = `version`: `#to-record`, `[data-test=lacking]`, `[data-test=acknowledge]`, `#digest` |
//! | an act's page | `[data-test=quick]`: answers in one press, beneath a question |
//! | release entries | `#people` with `[data-test=person]` (label) and `input[data-person=HEX]`; `[data-test=releasable]`, `#choose-all`, `#choose-none`, `#chosen`, `#reason`, `#confirm` |
//! | change a room | `#rename`, `#close-room`, `#reopen`, `#leave`, `#print`; on their pages `#title`, `#reason`, `#confirm`, `#cancel` |
//! | a form | `#send-form`; a question `#f_<field>` (in a row `#f_<group>_<row from 0>_<field>`; an option, a date's part or its "not known" with `_<option>`, `_day`, `_month`, `_year`, `_unknown`); `#f_<group>_add`, `[data-test=remove-row]`, `[data-test=put-back]`; once more before it goes: `[data-test=check]`, `[data-test=unanswered]`, `[data-test=change]`, `#send-referral`; to read: `[data-test=filled]` |
//! | settings | `#change-passphrase`, `#old-passphrase`, `#new-passphrase`, `#confirm`, `#changed`, `#sign-out`, `#confirm-word`, `#kept`, `#ask-to-keep`, `#lock-after`, `#blank-when-away`, `#keys`, `#add-passkey`, `#remove-passkey`, `#passkey-passphrase`, `#passkey-changed` |

mod admin;
mod answers;
pub(crate) mod app;
mod connection;
mod countdown;
mod desk;
mod drafts;
mod form;
mod form_page;
mod gate;
mod handlers;
mod live;
mod lock_warning;
mod new_room;
mod notices;
mod passphrase_field;
mod people_picker;
mod relay_says;
mod relay_sees;
mod room;
mod rooms;
mod screen;
mod settings;
mod shell;
mod square_code;
mod tag;
mod work;

use crate::platform::clock;
use marram_protocol::UnixMillis;

/// A moment in words.
fn moment(at: UnixMillis) -> String {
    crate::text::date_time(clock::local(at))
}

/// An id as the key of an element: the whole of it, for what ids show in logs is not enough to tell them apart.
fn key_of(id: [u8; 16]) -> String {
    marram_protocol::LogId(id).to_hex()
}
