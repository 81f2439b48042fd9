//! The names of what can be done about the work.

use super::text;
use crate::state::Act;

/// The name of an act.
pub(crate) fn act(act: Act) -> &'static str {
    let t = &text().act_names;
    match act {
        Act::Refuse => t.refuse,
        Act::Transfer => t.transfer,
        Act::Children => t.children,
        Act::Conclude => t.conclude,
        Act::Discuss => t.discuss,
        Act::Absent => t.absent,
        Act::Inform => t.inform,
        Act::Decide => t.decide,
        Act::Dissent => t.dissent,
        Act::Task => t.task,
        Act::Drop => t.drop,
        Act::Wait => t.wait,
        Act::Waited => t.waited,
        Act::Override => t.overriding,
        Act::Finalise => t.finalise,
        Act::Clock => t.clock,
        Act::Date => t.date,
        Act::Dated => t.dated,
        Act::Cover => t.cover,
        Act::NotTold => t.not_told,
        Act::Delay => t.delay,
        Act::Lift => t.lift,
        Act::Declare => t.declare,
        Act::Correct => t.correct,
        Act::Release => t.release,
        Act::LetIn => t.let_in,
    }
}
