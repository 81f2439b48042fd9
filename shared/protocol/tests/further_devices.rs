//! R13, R14, R15: what a pass of five links says, and which revocations end it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use marram_protocol::{PublicKey, Purpose, Revocation, Revoker, UnixMillis, VerifiedPass};
use support::people::{
    NOT_AFTER, NOW, Who, administrator_pass, device_pass, keeping_revocation, linked_pass, other_agencys_pass,
    own_revocation, revocation, waiting_pass,
};

fn keys(pass: &VerifiedPass) -> Vec<PublicKey> {
    pass.keys().collect()
}

#[test]
fn r13_a_further_device_is_the_last_key_and_names_who_linked_it() {
    let pass = linked_pass().verify(NOW).unwrap();
    assert_eq!((pass.device, pass.invite), (Who::FurtherDevice.device(), Some(Who::Linking.key())));
    let linking = pass.linked_by.unwrap();
    assert_eq!((linking.invite, linking.device), (Who::Invite.key(), Who::Device.device()));
    assert_eq!(pass.vouched_key(), Who::Invite.key(), "the agency speaks of the person by the invite that it issued");
    assert_eq!(administrator_pass().verify(NOW).unwrap().vouched_key(), Who::Administrator.key());
    assert_eq!(device_pass().verify(NOW).unwrap().linked_by, None);
}

#[test]
fn r14_every_key_of_the_chain_ends_a_further_device() {
    let chain = [Who::Administrator, Who::Invite, Who::Device, Who::Linking, Who::FurtherDevice];
    let pass = keys(&linked_pass().verify(NOW).unwrap());
    assert_eq!(pass.len(), chain.len());
    for who in chain {
        let word = Revocation::sign(&Who::Administrator.secret(), administrator_pass(), who.key(), NOW);
        assert!(pass.contains(&who.key()) && word.ends(&pass), "{who:?}");
    }
}

#[test]
fn r14_a_device_ends_itself_and_what_it_linked_and_nobody_else() {
    let (first, further) = (device_pass().verify(NOW).unwrap(), linked_pass().verify(NOW).unwrap());
    assert_eq!(own_revocation().revoker(), Some(Revoker::Device(Who::Device.device())));
    assert!(own_revocation().ends(&keys(&further)));
    assert!(!own_revocation().ends(&keys(&first)));
    let ends = |by: Who, key: Who, pass: &VerifiedPass| {
        let issuer = if by == Who::Device { device_pass() } else { linked_pass() };
        Revocation::sign(&by.secret(), issuer, key.key(), NOW).ends(&keys(pass))
    };
    assert!(ends(Who::Device, Who::Device, &first) && ends(Who::Device, Who::Device, &further));
    assert!(ends(Who::FurtherDevice, Who::FurtherDevice, &further));
    assert!(!ends(Who::FurtherDevice, Who::Device, &first), "who was linked does not end who linked it");
    // Its administrator's key is in every pass of that administrator's staff: a device's word about it reaches none.
    let other = [Who::Administrator.key(), Who::OtherDevice.key()];
    assert!(!Revocation::sign(&Who::Device.secret(), device_pass(), other[0], NOW).ends(&other));
    assert!(revocation().ends(&keys(&first)));
    let foreign = Revocation::sign(&Who::OtherAdministrator.secret(), other_agencys_pass(), Who::Device.key(), NOW);
    assert!(foreign.holds(), "whether it is of the same agency is for the holder to check");
}

#[test]
fn r14_an_administrators_end_keeps_whom_it_names_and_what_they_linked_and_nobody_else() {
    let (first, further) = (device_pass().verify(NOW).unwrap(), linked_pass().verify(NOW).unwrap());
    let word = keeping_revocation();
    assert!(!word.ends(&keys(&first)) && !word.ends(&keys(&further)), "kept, with what it linked");
    let administrator = Who::Administrator.key();
    assert!(
        word.ends(&[administrator]) && word.ends(&[administrator, Who::Invite.key()]),
        "an invite alone is not kept"
    );
    assert!(word.ends(&[administrator, Who::Invite.key(), Who::OtherDevice.key()]), "nor is anybody else");
    // A device's word keeps nobody.
    let kept = vec![Who::FurtherDevice.key()];
    let own = Revocation::sign_keeping(&Who::Device.secret(), device_pass(), Who::Device.key(), kept, NOW);
    assert!(!own.holds());
}

#[test]
fn r15_an_invite_that_is_over_ends_nothing_that_it_made() {
    let long_after = UnixMillis(NOT_AFTER[1].0 + 1);
    for pass in [device_pass(), linked_pass()] {
        let verified = pass.verify(long_after).unwrap();
        assert_eq!((verified.invite_until, verified.not_after), (Some(NOT_AFTER[1]), NOT_AFTER[2]));
    }
}

#[test]
fn r18_who_waits_for_approval_is_told_apart_and_ends_nobody() {
    let pass = waiting_pass().verify(NOW).unwrap();
    assert_eq!((pass.purpose, pass.invite), (Purpose::Knock, Some(Who::Invite.key())));
    assert_eq!(pass.administrator, Who::Administrator.key());
    let own = Revocation::sign(&Who::Device.secret(), waiting_pass(), Who::Device.key(), NOW);
    assert!(!own.holds());
    let word = Revocation::sign(&Who::Administrator.secret(), administrator_pass(), Who::Invite.key(), NOW);
    assert!(word.ends(&keys(&pass)), "an administrator who refuses ends the waiting");
    let late = UnixMillis(NOT_AFTER[1].0 + 1);
    assert_eq!(waiting_pass().verify(late).unwrap().purpose, Purpose::Knock, "still waiting, and still nobody");
}
