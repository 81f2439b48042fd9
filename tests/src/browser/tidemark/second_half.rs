//! Steps 7 to 12: quorum, decisions, the handover at five, version two, the covert mark lifted, and what the relay saw.

use super::{BrowserError, Stage, Story};
use crate::browser::wire::Search;
use crate::forms;

type Done = Result<(), BrowserError>;

pub(super) async fn play(story: &mut Story, stage: &mut Stage<'_>) -> Done {
    story.step("7. Dr Lanyard joins with released history, and there is a quorum; Hal joins", quorum(stage)).await?;
    story.step("8. Each agency adds what it knows", information(stage)).await?;
    story.step("   Decisions, the conference's clock, actions; version 1 is finalised", decisions(stage)).await?;
    story.step("9. At five Mina hands over to Jo, who takes over; Mina is out", handover(stage)).await?;
    story
        .step("10. The children stay elsewhere tonight; police take the action; version 2 for all", second(stage))
        .await?;
    story.step("11. After the arrest the covert mark is lifted jointly; Bea joins", lifted(stage)).await?;
    story.step("12. What the relay saw of all this is ciphertext", relay(stage)).await
}

/// Adds somebody, with all that was written before or without any of it.
async fn join(stage: &Stage<'_>, by: &str, who: &str, with_record: Option<&str>) -> Done {
    let host = stage.actor(by)?;
    host.opens("WX-204").await?;
    host.window.clicks("#add-people").await?;
    host.window.types("#people-search", who).await?;
    host.window.clicks_on("[data-test=person]", who).await?;
    if let Some(reason) = with_record {
        host.window.clicks("#release").await?;
        host.answers(&[("reason", reason)]).await?;
    }
    host.window.clicks("#confirm").await
}

/// Adds somebody, and then releases to them what was written before.
async fn join_then_release(stage: &Stage<'_>, by: &str, who: &str, reason: &str) -> Done {
    join(stage, by, who, None).await?;
    let host = stage.actor(by)?;
    host.window.reads("[data-test=member]", who).await?;
    host.turns_to_record().await?;
    host.begins("release").await?;
    host.ticks(who).await?;
    host.window.sees("[data-test=releasable]").await?;
    host.window.clicks("#choose-all").await?;
    host.answers(&[("reason", reason)]).await?;
    host.window.clicks("#confirm").await?;
    host.window.no_longer_sees("[data-view=act]").await
}

async fn quorum(stage: &mut Stage<'_>) -> Done {
    stage.enters("Dr Tess Lanyard").await?;
    join_then_release(stage, "Mina Sorrell", "Dr Tess Lanyard", "Designated doctor for this matter").await?;
    let tess = stage.actor("Dr Tess Lanyard")?;
    tess.window.clicks_on("[data-test=room]", "WX-204").await?;
    tess.reads_notice().await?;
    tess.window.sees("[data-test=released-entry]").await?;
    stage.shows("Dr Tess Lanyard", "tidemark-7-released").await?;
    tess.turns_to_record().await?;
    tess.presses("attend").await?;
    let mina = stage.actor("Mina Sorrell")?;
    mina.opens("WX-204").await?;
    mina.turns_to_record().await?;
    mina.window.sees("[data-test=quorum][data-met=yes]").await?;
    stage.enters("Hal Verrin").await?;
    join(stage, "Mina Sorrell", "Hal Verrin", Some("Position of trust")).await?;
    let hal = stage.actor("Hal Verrin")?;
    hal.window.clicks_on("[data-test=room]", "WX-204").await?;
    hal.reads_notice().await?;
    hal.window.sees("[data-test=released-entry]").await.map(drop)
}

async fn information(stage: &mut Stage<'_>) -> Done {
    let lines = [
        ("Ruth Kember", "Police checks", "The subject is a children's nurse and volunteers at a holiday club."),
        ("Dr Tess Lanyard", "Health record", "Child A missed two appointments this autumn."),
        ("Mina Sorrell", "Case file", "Both children have been living with the subject since June."),
    ];
    for (who, source, text) in lines {
        let actor = stage.actor(who)?;
        actor.opens("WX-204").await?;
        actor.turns_to_record().await?;
        let basis = ("basis", "fact");
        actor.does("inform", &[("source", source), basis, ("when", "November 2026"), ("text", text)]).await?;
        actor.window.reads("[data-test=information]", text).await?;
    }
    Ok(())
}

async fn decisions(stage: &mut Stage<'_>) -> Done {
    let mina = stage.actor("Mina Sorrell")?;
    mina.assesses(&forms::assessment("They sleep at their aunt's.")).await?;
    stage.shows("Mina Sorrell", "tidemark-8-assessment").await?;
    let mina = stage.actor("Mina Sorrell")?;
    for child in ["A", "B"] {
        let rationale = ("rationale", "The subject has daily access and is suspected of contact offences.");
        mina.does("decide", &[("child", child), ("threshold", "threshold met"), ("enquiry", "joint"), rationale])
            .await?;
    }
    let clock = [("kind", "Initial child protection conference"), ("start", "2026-11-23T15:00"), ("nation", "England")];
    mina.does("clock", &clock).await?;
    let action = [
        ("what", "Visit the school before collection time"),
        ("owner", "Officer in charge"),
        ("agency", "Wexmoor Constabulary"),
        ("due", "2026-11-24T14:00"),
        ("contingency", "Phone the duty team"),
    ];
    mina.does("task", &action).await?;
    mina.window.sees("[data-test=clock]").await?;
    mina.does("finalise", &[]).await?;
    mina.window.sees("[data-test=version]").await?;
    stage.shows("Mina Sorrell", "tidemark-8-record").await?;
    for who in ["Ruth Kember", "Dr Tess Lanyard", "Hal Verrin"] {
        let actor = stage.actor(who)?;
        actor.opens("WX-204").await?;
        if who == "Ruth Kember" {
            actor.reads_version("Version 1").await?;
            stage.shows(who, "tidemark-8-version").await?;
        }
        actor.presses("acknowledge").await?;
        actor.window.no_longer_sees("[data-test=acknowledge]").await?;
    }
    stage.actor("Mina Sorrell")?.window.sees("[data-test=version][data-outstanding='0']").await.map(drop)
}

async fn handover(stage: &mut Stage<'_>) -> Done {
    stage.enters("Jo Ledbit").await?;
    let mina = stage.actor("Mina Sorrell")?;
    mina.window.clicks("#go-board").await?;
    mina.window.clicks("#hand-over").await?;
    mina.answers(&[("desk", "Calderfen MASH Duty"), ("to", "Jo Ledbit"), ("note", "The school phones at six.")])
        .await?;
    stage.shows("Mina Sorrell", "tidemark-9-handover").await?;
    mina.window.clicks("#confirm").await?;
    let jo = stage.actor("Jo Ledbit")?;
    jo.goes_on_duty().await?;
    jo.window.clicks("#go-board").await?;
    jo.window.sees("#take-over").await?;
    stage.shows("Jo Ledbit", "tidemark-9-take-over").await?;
    jo.opens("WX-204").await?;
    jo.reads_notice().await?;
    jo.window.sees("[data-test=released-entry]").await?;
    jo.window.clicks("#go-board").await?;
    jo.window.clicks("#take-over").await?;
    jo.window.reads("[data-test=board-line]", "Jo Ledbit").await?;
    let mina = stage.actor("Mina Sorrell")?;
    mina.window.clicks("#go-rooms").await?;
    mina.window.clicks("#filter-closed").await?;
    mina.window.sees("[data-test=room] [data-test=room-phase]").await.map(drop)
}

async fn second(stage: &mut Stage<'_>) -> Done {
    let jo = stage.actor("Jo Ledbit")?;
    jo.opens("WX-204").await?;
    jo.writes("The children stay at their aunt's tonight, not at the subject's.").await?;
    jo.turns_to_record().await?;
    jo.presses("attend").await?;
    let ruth = stage.actor("Ruth Kember")?;
    ruth.opens("WX-204").await?;
    // There is much that is new to her: the list begins with the first of it.
    ruth.window.clicks("#to-end").await?;
    ruth.reads("at their aunt's tonight").await?;
    ruth.turns_to_record().await?;
    ruth.presses("take-on").await?;
    ruth.window.reads("[data-test=action]", "Taken on by Ruth Kember").await?;
    let jo = stage.actor("Jo Ledbit")?;
    jo.window.reads("[data-test=action]", "Taken on by Ruth Kember").await?;
    jo.does("finalise", &[]).await?;
    jo.window.reads("[data-test=version]", "Version 2").await?;
    for who in ["Ruth Kember", "Dr Tess Lanyard", "Hal Verrin"] {
        let actor = stage.actor(who)?;
        actor.opens("WX-204").await?;
        actor.presses("acknowledge").await?;
        actor.window.no_longer_sees("[data-test=acknowledge]").await?;
    }
    stage.shows("Jo Ledbit", "tidemark-10-version-2").await
}

async fn lifted(stage: &mut Stage<'_>) -> Done {
    let ruth = stage.actor("Ruth Kember")?;
    ruth.turns_to_record().await?;
    let date = [("kind", "trigger"), ("what", "The subject was arrested"), ("at", "2026-11-24T06:30")];
    ruth.does("date", &date).await?;
    ruth.does("lift", &[("reason", "Arrested; the children are safe and the devices seized")]).await?;
    let jo = stage.actor("Jo Ledbit")?;
    jo.presses("agree-lift").await?;
    jo.window.no_longer_sees("[data-test=covert]").await?;
    ruth.window.no_longer_sees("[data-test=covert]").await?;
    stage.enters("Bea Quill").await?;
    join(stage, "Jo Ledbit", "Bea Quill", None).await?;
    let jo = stage.actor("Jo Ledbit")?;
    let bea = stage.actor("Bea Quill")?;
    bea.window.clicks_on("[data-test=room]", "WX-204").await?;
    jo.writes("For school: both children are collected by their aunt this week.").await?;
    bea.reads("collected by their aunt this week").await?;
    bea.must_not_read("Child A missed two appointments").await?;
    stage.shows("Bea Quill", "tidemark-11-school").await
}

/// What the relay has, searched for what was written and for who they are.
async fn relay(stage: &mut Stage<'_>) -> Done {
    let ana = stage.actor("Ana Tellow")?;
    ana.window.clicks("#go-relay").await?;
    ana.window.sees("[data-view=relay]").await?;
    stage.shows("Ana Tellow", "tidemark-12-relay").await?;
    let words = ["M. Dray", "WX-204", "Kember", "MASH Duty", "Community trust", "aunt's tonight"];
    let search = Search::new(words).map_err(|error| BrowserError::Raw(error.to_string()))?;
    let found = search.found_in_folder(stage.demo.relay().data()).map_err(BrowserError::io("the relay's files"))?;
    if !found.is_empty() {
        return Err(BrowserError::wrong("the relay", format!("has {found:?}")));
    }
    Ok(())
}
