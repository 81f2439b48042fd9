//! Invites and founding tokens burn, devices link, revocations end (R14 to R16).

use super::*;
use marram_relay::store::{ConnectionId, Request};

story! {
    /// R15.
    fn an_invite_makes_one_device(desk: Desk) {
        let invite = mina().by.known.invite.unwrap();
        let copy = person(&council().invited("Mina Sorrell", "a copied link", ALWAYS), 9);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, None);
        let both = [mina().wants(Operation::BindInvite { invite }), copy.wants(Operation::BindInvite { invite })];
        let outcomes: Vec<_> = desk.batch(&both).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(outcomes, [DONE, refused(Reason::InviteUsed)]);
        assert_eq!(desk.ask(&mina(), Operation::BindInvite { invite }), DONE);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, Some(mina().device()));
    }

    /// R16.
    fn a_founding_token_is_its_first_agencys(desk: Desk) {
        let (first, second) = (person(&council().administrator, 4), person(&Agency::new("Wexmoor Constabulary").administrator, 5));
        let found = Operation::Found { token: token("link").hash() };
        assert!(!desk.store.standing(&first.by.known).unwrap().founded);
        let both = [first.wants(found.clone()), second.wants(found.clone())];
        let outcomes: Vec<_> = desk.batch(&both).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(outcomes, [DONE, refused(Reason::FoundingUsed)]);
        assert_eq!(desk.ask(&first, found), DONE);
        assert!(desk.store.standing(&first.by.known).unwrap().founded);
        assert!(!desk.store.standing(&second.by.known).unwrap().founded);
        assert_eq!(desk.store.survey(0).unwrap().founded, [council().id()]);
    }

    /// R15: an invite's last moment is the last one for making a device, not the device's own.
    fn an_invite_that_is_over_makes_no_device_and_keeps_the_one_it_made(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let brief = UnixMillis(0)..=NOW;
        let (phone, copy) = (staff.links_by("link", "phone", brief.clone()), staff.links_by("late link", "late", brief));
        let (phone, copy) = (person(&phone, 5), person(&copy, 6));
        let bind = |person: &Person| Operation::BindInvite { invite: person.by.known.invite.unwrap() };
        assert_eq!(desk.ask(&phone, bind(&phone)), DONE);
        desk.now = UnixMillis(NOW.0 + 1);
        assert_eq!(desk.ask(&copy, bind(&copy)), refused(Reason::PassExpired));
        assert_eq!(desk.ask(&phone, bind(&phone)), DONE);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, None);
    }

    /// R15.
    fn a_device_links_so_many_others_and_a_removed_one_makes_room(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let terms = Terms { linked_devices_per_device: 2, ..Terms::default() };
        let mut desk = Desk::with(desk.store, terms);
        let devices = ["phone", "tablet", "third", "fourth"].map(|name| staff.links(name));
        let people: Vec<_> = devices.iter().zip(10..).map(|(device, number)| person(device, number)).collect();
        let bind = |person: &Person| Operation::BindInvite { invite: person.by.known.invite.unwrap() };
        assert_eq!(desk.ask(&people[0], bind(&people[0])), DONE);
        assert_eq!(desk.ask(&people[1], bind(&people[1])), DONE);
        let full = Outcome::Refused(Refusal { limit: 2, got: 3, ..Reason::TooManyDevices.into() });
        assert_eq!(desk.ask(&people[2], bind(&people[2])), full);
        assert_eq!(desk.ask(&people[1], bind(&people[1])), DONE, "who is in already is welcome again");
        // A colleague's devices count for the colleague.
        let colleague = person(&council().staff("Tom Hale").links("Tom's phone"), 20);
        assert_eq!(desk.ask(&colleague, bind(&colleague)), DONE);
        let revoke = Operation::Revoke { revocation: staff.revokes(devices[0].public()) };
        assert_eq!(desk.ask(&person(&staff, 2), revoke), DONE);
        assert_eq!(desk.ask(&people[2], bind(&people[2])), DONE, "its invite was not burnt by the refusal");
        let revoke = Operation::Revoke { revocation: council().revoke(people[1].by.known.invite.unwrap()) };
        assert_eq!(desk.ask(&person(&council().administrator, 4), revoke), DONE);
        assert_eq!(desk.ask(&people[3], bind(&people[3])), DONE);
        assert_eq!(desk.store.survey(0).unwrap().linked.len(), 5);
    }

    /// R14: a device's word ends itself and what it linked, and nobody else.
    fn a_device_revokes_what_it_linked_and_nobody_else(desk: Desk) {
        desk.group(&ruth(), "room");
        let is_revoked = |desk: &Desk, of: &Device| desk.store.standing(&person(of, 9).by.known).unwrap().revoked;
        let revoke = |by: &Device, key: PublicKey| Operation::Revoke { revocation: by.revokes(key) };
        // Keys that are in others' passes too: its administrator's, a colleague's, who linked it.
        let (staff, colleague) = (council().staff("Mina Sorrell"), council().staff("Tom Hale"));
        assert_eq!(desk.ask(&person(&staff, 2), revoke(&staff, colleague.public())), DONE);
        assert_eq!(desk.ask(&person(&staff, 2), revoke(&staff, council().administrator.public())), DONE);
        assert!(!is_revoked(&desk, &colleague) && !is_revoked(&desk, &council().administrator));
        let linked = colleague.links("Tom's phone");
        assert_eq!(desk.ask(&person(&linked, 7), revoke(&linked, colleague.public())), DONE);
        assert!(!is_revoked(&desk, &colleague), "what was linked does not end what linked it");
        // In another's name, or of another agency.
        let other = council().staff("Amara Dean");
        assert_eq!(desk.ask(&person(&colleague, 8), revoke(&other, other.public())), refused(Reason::NotPermitted));
        let elsewhere = Agency::new("Wexmoor Constabulary").staff("Amara Dean");
        assert_eq!(desk.ask(&person(&colleague, 8), revoke(&elsewhere, elsewhere.public())), refused(Reason::NotPermitted));

        let staff = council().staff("Jo Larch");
        let (phone, tablet) = (staff.links("Jo's phone"), staff.links("Jo's tablet"));
        let (first, linked) = (person(&staff, 12), person(&phone, 15));
        let batch = [
            linked.wants(entry("room", 0, "one", "before")),
            first.wants(revoke(&staff, phone.public())),
            linked.wants(entry("room", 0, "two", "after")),
            first.wants(entry("room", 0, "three", "the first goes on")),
        ];
        let judged = desk.batch(&batch);
        assert_eq!(seq(&judged[0].outcome), Some(1));
        assert!(matches!(judged[1].news[..], [News::Revoked { key, .. }] if key == phone.public()));
        assert_eq!(judged[2].outcome, refused(Reason::Revoked));
        assert_eq!(seq(&judged[3].outcome), Some(2));
        assert!(is_revoked(&desk, &phone) && !is_revoked(&desk, &staff) && !is_revoked(&desk, &tablet));
        assert_eq!(desk.ask(&first, revoke(&staff, phone.public())), DONE);
    }

    /// R14: a lost device takes with it what it linked.
    fn an_administrator_who_revokes_a_device_revokes_what_it_linked(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let phone = staff.links("phone");
        let revoke = Operation::Revoke { revocation: council().revoke(staff.public()) };
        assert_eq!(desk.ask(&person(&council().administrator, 4), revoke), DONE);
        assert!(desk.store.standing(&person(&phone, 5).by.known).unwrap().revoked);
    }

    /// R14.
    fn a_revocation_ends_every_pass_that_holds_the_key(desk: Desk) {
        desk.group(&ruth(), "room");
        let administrator = person(&council().administrator, 4);
        let invite = mina().by.known.invite.unwrap();
        let revoke = Operation::Revoke { revocation: council().revoke(invite) };
        assert!(!desk.store.standing(&mina().by.known).unwrap().revoked);
        let batch = [
            mina().wants(entry("room", 0, "one", "before")),
            administrator.wants(revoke.clone()),
            mina().wants(entry("room", 0, "two", "after")),
        ];
        let judged = desk.batch(&batch);
        assert_eq!(seq(&judged[0].outcome), Some(1));
        assert!(matches!(judged[1].news[..], [News::Revoked { key, .. }] if key == invite));
        assert_eq!(judged[2].outcome, refused(Reason::Revoked));
        assert!(desk.store.standing(&mina().by.known).unwrap().revoked);
        assert_eq!(desk.ask(&administrator, revoke), DONE);
    }

    /// R14.
    fn a_revocation_counts_for_its_own_agency_alone(desk: Desk) {
        let police = Agency::new("Wexmoor Constabulary");
        let administrator = person(&police.administrator, 4);
        let revoke = |by: &Agency| Operation::Revoke { revocation: by.revoke(PublicKey(mina().device().0)) };
        assert_eq!(desk.ask(&administrator, revoke(&police)), DONE);
        assert!(!desk.store.standing(&mina().by.known).unwrap().revoked);
        assert_eq!(desk.ask(&administrator, revoke(&council())), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&mina(), revoke(&council())), refused(Reason::NotPermitted));
    }

    /// R14.
    fn an_administrators_end_keeps_whom_it_names_and_a_second_word_keeps_nobody_more(desk: Desk) {
        let council = council();
        let (mina, jo, kit) = (council.staff("Mina Sorrell"), council.staff("Jo Ledbit"), council.staff("Kit Harrow"));
        let second = council.appoints("second administrator");
        let by = person(&second, 5);
        let phone = mina.links("phone");
        let first = council.administrator.public();
        let ends = |kept: &[&Device]| {
            let kept = kept.iter().map(|device| device.public()).collect();
            let revocation = Revocation::sign_keeping(&second.key, second.pass.clone(), first, kept, NOW);
            Operation::Revoke { revocation }
        };
        let judged = desk.batch(&[by.wants(ends(&[&mina, &jo]))]);
        assert_eq!(judged[0].outcome, DONE);
        let kept_too = [mina.public(), jo.public()];
        assert!(matches!(&judged[0].news[..], [News::Revoked { key, kept, .. }] if *key == first && kept[..] == kept_too));
        let is_over = |desk: &Desk, device: &Device| desk.store.standing(&person(device, 6).by.known).unwrap().revoked;
        assert_eq!([&mina, &phone, &jo, &kit].map(|one| is_over(&desk, one)), [false, false, false, true]);
        assert!(is_over(&desk, &council.administrator));
        // Who goes on does everything: writes, links, and ends what it linked.
        desk.group(&person(&mina, 7), "room");
        assert_eq!(seq(&desk.ask(&person(&mina, 7), entry("room", 0, "one", "sealed"))), Some(1));
        let invite = person(&phone, 8).by.known.invite.unwrap();
        assert_eq!(desk.ask(&person(&phone, 8), Operation::BindInvite { invite }), DONE);
        let own = Operation::Revoke { revocation: mina.revokes(phone.public()) };
        assert_eq!(desk.ask(&person(&mina, 7), own), DONE);
        assert!(is_over(&desk, &phone) && !is_over(&desk, &mina));
        // Said again, only those go on whom both keep; nobody comes back.
        assert_eq!(desk.ask(&by, ends(&[&mina, &kit])), DONE);
        assert_eq!([&mina, &jo, &kit].map(|one| is_over(&desk, one)), [false, true, true]);
        assert_eq!(desk.ask(&by, ends(&[])), DONE);
        assert!(is_over(&desk, &mina));
        assert_eq!(desk.ask(&person(&mina, 7), entry("room", 0, "two", "sealed")), refused(Reason::Revoked));
    }

    /// R14.
    fn a_revoked_administrator_revokes_nobody(desk: Desk) {
        let council = council();
        let second = council.appoints("second administrator");
        let (first, second_person) = (person(&council.administrator, 4), person(&second, 5));
        assert_eq!(desk.ask(&first, Operation::Revoke { revocation: council.revoke(second.public()) }), DONE);
        let revenge = Revocation::sign(&second.key, second.pass.clone(), council.administrator.public(), NOW);
        assert_eq!(desk.ask(&second_person, Operation::Revoke { revocation: revenge.clone() }), refused(Reason::Revoked));
        assert_eq!(desk.ask(&first, Operation::Revoke { revocation: revenge }), refused(Reason::Revoked));
    }

    /// R17.
    fn what_a_device_leaves_under_a_code_is_collected_once(desk: Desk) {
        let (place, other) = (token("code").hash(), token("another code").hash());
        let offer = |place, text| Operation::Offer { place, payload: payload(text) };
        let collect = |desk: &mut Desk, place| {
            let request = Request { by: None, from: ConnectionId(9), operation: Operation::Collect { place } };
            desk.batch(&[request]).remove(0).outcome
        };
        let nothing = refused(Reason::NothingThere);
        assert_eq!(collect(&mut desk, place), nothing);
        assert_eq!(desk.ask(&mina(), offer(place, "first")), DONE);
        assert_eq!(desk.ask(&mina(), offer(place, "second")), DONE, "the same device changes its mind");
        assert_eq!(desk.ask(&ruth(), offer(place, "mine")), refused(Reason::NotPermitted));
        assert_eq!(collect(&mut desk, place), Outcome::Collected { payload: payload("second") });
        assert_eq!(collect(&mut desk, place), nothing, "once");
        // One thing at a time.
        desk.ask(&mina(), offer(place, "third"));
        desk.ask(&mina(), offer(other, "fourth"));
        assert_eq!(collect(&mut desk, place), nothing);
        desk.now = UnixMillis(NOW.0 + 10 * 60_000);
        assert_eq!(collect(&mut desk, other), Outcome::Collected { payload: payload("fourth") });
        desk.ask(&mina(), offer(other, "fifth"));
        desk.now = UnixMillis(desk.now.0 + 10 * 60_000 + 1);
        assert_eq!(collect(&mut desk, other), nothing, "for ten minutes");
        assert_eq!(desk.ask(&mina(), offer(place, "sixth")), DONE);
        let long = Operation::Offer { place, payload: vec![0; 16 * 1024 + 1].into() };
        assert!(matches!(desk.ask(&mina(), long), Outcome::Refused(Refusal { reason: Reason::TooLarge, .. })));
        assert_eq!(collect(&mut desk, place), Outcome::Collected { payload: payload("sixth") });
        let nobody = Request { by: None, from: ConnectionId(9), operation: offer(place, "nobody's") };
        assert_eq!(desk.batch(&[nobody]).remove(0).outcome, refused(Reason::OutOfTurn));
    }
}
