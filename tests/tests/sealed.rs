//! What the relay gets of a room shows nothing of it: not a word, not a name, not even the MLS header.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_protocol::{ClientFrame, RelayFrame};
use marram_tests::sim::{MINA, RUTH, World};

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[test]
fn what_is_sent_and_stored_shows_no_word_no_name_and_no_group() {
    let mut world = World::tidemark(1);
    world.overheard = Some(Vec::new());
    let room = world.room(RUTH, &[MINA]);
    world.note(RUTH, room, "Two children live with the subject.");
    world.note(MINA, room, "We meet at two.");

    let mut sealed = 0;
    let frames = world.overheard.take().expect("kept");
    let stored = world.wire.entries.iter().filter(|((log, _), _)| *log == room.0);
    let stored = stored.map(|(_, frame)| match RelayFrame::decode(frame.clone().into()) {
        Ok(RelayFrame::Entry { entry }) => entry.payload,
        other => panic!("{other:?}"),
    });
    let sent = frames.iter().filter_map(|(_, message)| match ClientFrame::decode(message.clone()) {
        Ok(ClientFrame::Append { payload, .. } | ClientFrame::Commit { payload, .. }) => Some(payload),
        Ok(ClientFrame::PutBlob { payload, .. } | ClientFrame::Deliver { payload, .. }) => Some(payload),
        _ => None,
    });
    for payload in stored.chain(sent) {
        sealed += 1;
        for word in ["children", "subject", "We meet", "Ruth Kember", "Mina Sorrell", "strategy", "Wexmoor"] {
            assert!(!contains(&payload, word.as_bytes()), "{word}");
        }
        // An MLS message begins with its group's id; the outer wrap hides it.
        assert!(!contains(&payload, &room.0), "the group's id");
        assert!(payload.len() > 200, "padded");
    }
    assert!(sealed >= 8, "{sealed}");
    // The control: around what is sealed, the log's id stands in plain; and what was written was read.
    assert!(frames.iter().any(|(_, message)| contains(message, &room.0)));
    assert_eq!(world.notes(MINA, room), ["Two children live with the subject.", "We meet at two."]);
}
