//! Journeys in real browsers against a real relay.
//!
//! A harness of its own, since the ordinary one cannot say at run time that a test is skipped: without a browser these
//! are reported as ignored, by name and with the reason, and fail instead where `MARRAM_TEST_ALL=1`.

mod approving;
mod by_keyboard;
mod comparing;
mod dates;
mod desk;
mod devices;
mod doors;
mod evidence;
mod founding;
mod inspected;
mod packages;
mod passkey;
mod shared_computer;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use marram_tests::browser;
use std::path::Path;
use std::sync::Arc;

const RELAY: &str = env!("CARGO_BIN_EXE_relay-under-test");

const TRIALS: &[(&str, fn())] = &[
    ("two_agencies_talk_in_two_browsers_and_a_reload_and_a_restart_lose_nothing", evidence::the_journey_was_played),
    (
        "every_page_of_the_journey_keeps_the_accessibility_rules_in_light_dark_and_at_320_px",
        evidence::pages_are_accessible,
    ),
    ("nothing_that_was_written_or_named_is_on_the_relays_sockets_or_in_its_files", evidence::nothing_can_be_read),
    ("inspect_shows_only_ids_sizes_times_and_agencies_as_keys", inspected::only_what_is_admitted),
    ("a_second_tab_offers_to_take_over_and_the_first_says_so", doors::a_second_tab),
    ("a_used_link_says_so_plainly", doors::a_used_link),
    ("an_expired_link_says_so_and_whom_to_ask", doors::an_expired_link),
    ("a_page_without_a_link_says_whom_to_ask", doors::no_link),
    ("a_wrong_passphrase_says_so", doors::a_wrong_passphrase),
    ("every_referral_form_is_filled_in_checked_and_sent_by_keyboard_alone", by_keyboard::every_form),
    ("every_act_of_a_room_is_done_by_keyboard_alone", by_keyboard::every_act),
    ("an_agency_is_founded_and_a_desk_defined_by_keyboard_alone", by_keyboard::founded_with_a_desk),
    ("two_people_see_the_same_safety_number_and_one_notes_that_they_compared_it", comparing::keys),
    (
        "a_safety_number_is_scanned_with_the_camera_and_another_one_is_warned_of_and_marks_nothing",
        comparing::by_square_code,
    ),
    ("from_a_founding_link_to_a_leaver_whom_both_agencies_read_about", founding::to_leaver),
    ("dates_are_listed_and_reminded_of_until_put_away_and_just_the_chosen_entries_are_released", dates::reminded),
    ("an_administrator_changes_a_desk_and_who_is_on_duty_there_stays", dates::desk_changed),
    (
        "an_administrator_lists_roles_approves_one_newcomer_refuses_another_and_renames_the_agency",
        approving::and_naming,
    ),
    ("a_desk_left_alone_warns_then_locks_and_what_was_being_written_is_there", desk::left_alone),
    ("hiding_leaves_nothing_in_the_page_or_its_title_and_comes_back_as_it_was", desk::hidden),
    ("wrong_passphrases_must_wait_and_a_reload_does_not_shorten_it", desk::guessed_at),
    ("a_browser_that_lost_its_store_says_so_and_becomes_a_new_device", desk::lost_store),
    ("a_second_browser_of_one_person_is_added_by_a_link_reads_and_writes_and_is_removed", devices::a_second_browser),
    ("a_second_browser_is_added_by_a_typed_code", devices::by_a_typed_code),
    ("a_shared_computer_keeps_nothing_of_who_was_there_and_what_was_written", shared_computer::keeps_nothing),
    ("a_shared_computer_that_is_left_is_out_of_all_rooms_and_says_so", shared_computer::is_left),
    ("a_full_disk_locks_with_plain_words_and_what_was_stored_is_there", doors::a_full_disk),
    ("a_table_of_packages_is_sent_and_every_line_reaches_its_desk_once", packages::from_a_table),
    ("a_passkey_unlocks_beside_the_passphrase_and_survives_its_change", passkey::unlocks),
    ("a_passkey_that_cannot_unlock_is_refused_with_the_reason", passkey::without_prf),
];

/// Runs a journey; what it starts runs beside it.
fn in_runtime<T>(journey: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(journey)
}

fn trial(name: &str, missing: &Arc<Option<String>>, test: fn()) -> Trial {
    let missing = Arc::clone(missing);
    Trial::ignorable_test(name, move || match &*missing {
        None => {
            test();
            Ok(Completion::Completed)
        }
        Some(what) if std::env::var_os("MARRAM_TEST_ALL").is_some_and(|all| all == "1") => Err(Failed::from(what)),
        Some(what) => Ok(Completion::ignored_with(what)),
    })
}

fn main() {
    let mut arguments = Arguments::from_args();
    // Two browsers at a time are enough for a small machine.
    arguments.test_threads = Some(1);
    let missing = Arc::new(if arguments.list { None } else { browser::missing(Path::new(RELAY)) });
    let trials = TRIALS.iter().map(|(name, test)| trial(name, &missing, *test)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}
