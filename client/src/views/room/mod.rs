//! An opened room: its page, and the pages on which it is changed.

mod add_people;
mod body;
mod change;
mod compare;
mod composer;
mod geometry;
mod header;
mod page;
mod people;
mod print;
mod problems;
mod reason;
mod row;
mod scan;
mod scroller;
mod timeline;

pub(super) use add_people::AddPeople;
pub(super) use body::body as entry_body;
pub(super) use change::RenameRoom;
pub(super) use compare::CompareKeys;
pub(super) use page::RoomPage;
pub(super) use reason::{CloseRoom, LeaveRoom, RemovePerson};
pub(super) use row::correction;
