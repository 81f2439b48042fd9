//! Logs are created once, and registers are their agency's (R32, R33).

use super::*;

story! {
    /// R33.
    fn a_log_is_created_once(desk: Desk) {
        let create = |kind, epoch| Operation::Create { log: log("room"), kind, tokens: epoch_tokens("room", epoch) };
        assert_eq!(desk.ask(&ruth(), create(LogKind::Group, 0)), DONE);
        desk.ask(&ruth(), commit("room", 0, "one", vec![]));
        assert_eq!(desk.ask(&mina(), create(LogKind::Group, 0)), DONE);
        assert_eq!(desk.ask(&ruth(), create(LogKind::Group, 1)), refused(Reason::LogExists));
        let administrator = person(&council().administrator, 4);
        assert_eq!(desk.ask(&administrator, create(LogKind::Register, 0)), refused(Reason::LogExists));
    }

    /// R32, R33.
    fn a_register_belongs_to_its_agency(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let stranger = person(&Agency::new("Wexmoor Constabulary").administrator, 5);
        let create = || Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        assert_eq!(desk.ask(&mina(), create()), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&administrator, create()), DONE);
        assert_eq!(desk.ask(&stranger, create()), refused(Reason::LogExists));
        assert_eq!(seq(&desk.ask(&administrator, statement("register", 0, "invite"))), Some(1));
        assert_eq!(desk.ask(&stranger, statement("register", 1, "foreign")), refused(Reason::NotPermitted));
        let stale = Outcome::Conflict { log: log("register"), epoch: Epoch(1), newest: Seq(1) };
        assert_eq!(desk.ask(&administrator, statement("register", 0, "stale")), stale);
        assert_eq!(desk.ask(&administrator.again(6), commit("register", 1, "no", vec![])), refused(Reason::NotPermitted));
        assert_eq!(seq(&desk.ask(&administrator.again(7), statement("register", 1, "role"))), Some(2));
        assert_eq!(desk.read("register", 0, 0), Some((vec![Seq(1), Seq(2)], false)));
    }

    /// R32.
    fn an_invite_is_redeemed_once(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { statements_per_day: 0, ..Terms::default() });
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        let redemption = desk.ask(&mina(), statement("register", 0, "redemption"));
        assert_eq!(seq(&redemption), Some(1));
        assert_eq!(desk.ask(&mina(), statement("register", 0, "redemption")), redemption);
        assert_eq!(desk.ask(&mina(), statement("register", 1, "another")), refused(Reason::NotPermitted));
        let copy = person(&council().invited("Mina Sorrell", "a copied link", ALWAYS), 9);
        assert_eq!(desk.ask(&copy, statement("register", 1, "copy")), refused(Reason::NotPermitted));
    }

    /// R32.
    fn a_device_speaks_in_its_register_so_often_a_day_and_no_other_agencys_does(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { statements_per_day: 2, ..Terms::default() });
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        assert_eq!(seq(&desk.ask(&mina(), statement("register", 0, "redemption"))), Some(1));
        for (epoch, id) in [(1, "on duty"), (2, "off duty")] {
            assert_eq!(seq(&desk.ask(&mina(), statement("register", epoch, id))), Some(epoch + 1));
        }
        // What another statement overtook costs nothing; one too many is told how long to wait.
        assert!(matches!(desk.ask(&mina().again(7), statement("register", 1, "late")), Outcome::Conflict { .. }));
        let third = desk.ask(&mina().again(8), statement("register", 3, "on again"));
        assert_eq!(third, Outcome::Refused(Refusal::too_often(12 * 60 * 60 * 1000)));
        assert_eq!(seq(&desk.ask(&administrator, statement("register", 3, "an invite"))), Some(4));
        assert_eq!(desk.ask(&ruth(), statement("register", 4, "foreign")), refused(Reason::NotPermitted));
        desk.now = UnixMillis(NOW.0 + 12 * 60 * 60 * 1000);
        assert_eq!(seq(&desk.ask(&mina().again(9), statement("register", 4, "on again"))), Some(5));
    }

    /// R32.
    fn a_device_tells_its_register_of_each_revocation_once_and_of_its_own_end(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { statements_per_day: 0, ..Terms::default() });
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        let staff = council().staff("Mina Sorrell");
        let (first, phone) = (person(&staff, 2), staff.links("phone"));
        assert_eq!(seq(&desk.ask(&first, statement("register", 0, "redemption"))), Some(1));
        assert_eq!(seq(&desk.ask(&person(&phone, 5), statement("register", 1, "linked"))), Some(2));
        let copy = person(&staff.links_by("phone", "a copied link", ALWAYS), 6);
        assert_eq!(desk.ask(&copy, statement("register", 2, "copy")), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&first.again(10), statement("register", 2, "own end")), refused(Reason::NotPermitted));
        let invite = first.by.known.invite.unwrap();
        assert_eq!(desk.ask(&first, Operation::BindInvite { invite }), DONE);
        let own_end = desk.ask(&first, statement("register", 2, "its own end"));
        assert_eq!(seq(&own_end), Some(3), "told before, since afterwards it is not heard");
        assert_eq!(desk.ask(&first, statement("register", 3, "too early")), refused(Reason::NotPermitted));
        let first = first.again(9);
        let revoke = Operation::Revoke { revocation: staff.revokes(phone.public()) };
        assert_eq!(desk.ask(&first, revoke.clone()), DONE);
        assert_eq!(desk.ask(&first, revoke), DONE);
        let told = desk.ask(&first.again(7), statement("register", 3, "revoked"));
        assert_eq!(seq(&told), Some(4));
        assert_eq!(desk.ask(&first.again(7), statement("register", 3, "revoked")), told);
        assert_eq!(desk.ask(&first.again(8), statement("register", 4, "another")), refused(Reason::NotPermitted));
    }

    /// R32.
    fn a_registers_entries_say_who_appended_them_and_a_groups_do_not(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        desk.ask(&administrator, statement("register", 0, "invite"));
        desk.ask(&mina(), statement("register", 1, "redemption"));
        desk.group(&ruth(), "room");
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "first", "sealed"))), Some(1));
        let appenders = |name: &str| -> Vec<Option<Pass>> {
            let window = desk.store.window(log(name), &epoch_token(name, 0, "read").hash(), Seq(0)).unwrap().unwrap();
            let items = desk.store.entries(log(name), Seq(0), window.newest, u32::MAX, usize::MAX).unwrap();
            let appender = |item| match item {
                Item::Entry { frame, .. } => match RelayFrame::decode(frame).unwrap() {
                    RelayFrame::Entry { entry } => entry.stated_by,
                    other => panic!("{other:?}"),
                },
                gap @ Item::Gap { .. } => panic!("{gap:?}"),
            };
            items.into_iter().map(appender).collect()
        };
        let passes = [&administrator, &mina()].map(|who| Some(who.by.pass.clone()));
        assert_eq!(appenders("register"), passes);
        assert_eq!(appenders("room"), [None]);
    }
}
