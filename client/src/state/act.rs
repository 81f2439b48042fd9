//! What can be done about the work in a room, one act at a time: what an act asks for, and what it comes to. Purely, so that
//! every form is tested without a browser.

mod build;
mod fields;
mod quick;

pub(crate) use build::{Answers, Invalid, build};
pub(crate) use fields::{Ask, Field, fields};
pub(crate) use quick::{Quick, quick};

use marram_core::view::Body;
use marram_core::work::Work;

/// An act that asks for something first. What needs no more than a press is a button of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Refuse,
    Transfer,
    Children,
    Conclude,
    Discuss,
    Absent,
    Inform,
    Decide,
    Dissent,
    Task,
    Drop,
    Wait,
    Waited,
    Override,
    Finalise,
    Clock,
    Date,
    Dated,
    Cover,
    NotTold,
    Delay,
    Lift,
    Declare,
    Correct,
    Release,
    LetIn,
}

impl Act {
    /// All of them, with their names in the history and in the document.
    pub(crate) const ALL: [(Self, &'static str); 26] = [
        (Self::Refuse, "refuse"),
        (Self::Transfer, "transfer"),
        (Self::Children, "children"),
        (Self::Conclude, "conclude"),
        (Self::Discuss, "discuss"),
        (Self::Absent, "absent"),
        (Self::Inform, "inform"),
        (Self::Decide, "decide"),
        (Self::Dissent, "dissent"),
        (Self::Task, "task"),
        (Self::Drop, "drop"),
        (Self::Wait, "wait"),
        (Self::Waited, "waited"),
        (Self::Override, "override"),
        (Self::Finalise, "finalise"),
        (Self::Clock, "clock"),
        (Self::Date, "date"),
        (Self::Dated, "dated"),
        (Self::Cover, "cover"),
        (Self::NotTold, "not-told"),
        (Self::Delay, "delay"),
        (Self::Lift, "lift"),
        (Self::Declare, "declare"),
        (Self::Correct, "correct"),
        (Self::Release, "release"),
        (Self::LetIn, "let-in"),
    ];

    /// The id of the heading of the record's section where it is shown afterwards.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Refuse | Self::Transfer | Self::Children | Self::Conclude => "referral-heading",
            Self::Discuss | Self::Absent | Self::Override => "discussion-heading",
            Self::Inform => "information-heading",
            Self::Decide | Self::Dissent => "decisions-heading",
            Self::Task | Self::Drop => "actions-heading",
            Self::Wait | Self::Waited => "waiting-heading",
            Self::Finalise => "versions-heading",
            Self::Clock | Self::Date | Self::Dated => "dates-heading",
            Self::Cover | Self::NotTold | Self::Delay | Self::Lift | Self::Release | Self::LetIn => "secrecy-heading",
            // What is shown among the entries.
            Self::Declare | Self::Correct => "heading",
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(act, _)| *act == self).map_or("", |(_, name)| name)
    }

    /// The act of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(act, _)| *act)
    }
}

/// The id of the heading of the record's section where an entry is shown: that of the act that made it.
pub(super) fn heading_of(body: &Body) -> &'static str {
    let work = match body {
        Body::Work { work } => &**work,
        Body::Released { .. } | Body::Added { header: Some(_), .. } => return "secrecy-heading",
        Body::TookOver { .. } => return "referral-heading",
        _ => return "heading",
    };
    match work {
        Work::Referral(_) | Work::Opened | Work::Accepted | Work::Refused { .. } | Work::Transferred { .. } => {
            "referral-heading"
        }
        Work::ChildrenIdentified(_) | Work::Concluded { .. } | Work::AlarmSet | Work::HandedOver { .. } => {
            "referral-heading"
        }
        Work::Discussion(_) | Work::Attends | Work::Absent { .. } | Work::QuorumOverridden { .. } => {
            "discussion-heading"
        }
        Work::Information(_) => "information-heading",
        Work::Assessment(_) => "assessment-heading",
        Work::Decision(_) | Work::Dissent { .. } => "decisions-heading",
        Work::Action(_) | Work::ActionMoved { .. } => "actions-heading",
        Work::Waiting(_) | Work::WaitingOver { .. } => "waiting-heading",
        Work::Clock(_) | Work::KeyDate(_) | Work::DateOver { .. } => "dates-heading",
        Work::Finalised { .. } | Work::Acknowledged { .. } => "versions-heading",
        Work::Covert { .. } | Work::NoticeRead | Work::LiftProposed { .. } | Work::LiftAgreed { .. } => {
            "secrecy-heading"
        }
        Work::Delay(_) | Work::Countersigned { .. } | Work::Release(_) => "secrecy-heading",
        Work::Declared { .. } | Work::Correction { .. } => "heading",
    }
}
