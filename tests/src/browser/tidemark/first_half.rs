//! Steps 1 to 6: the package, the alert, the referral, the discussion that lacks health, a conflict of interest.

use super::{BrowserError, Stage, Story};
use crate::forms;

type Done = Result<(), BrowserError>;

pub(super) async fn play(story: &mut Story, stage: &mut Stage<'_>) -> Done {
    story.step("1. Ana sends package T-017 to the Wexmoor desk: high risk, covert", package(stage)).await?;
    story.step("2. Nobody accepts in time; DI Orrin is alerted", alert(stage)).await?;
    story.step("   DS Kember accepts, and Ana's board says so", acceptance(stage)).await?;
    story.step("3. Two children were identified: she refers them to the Calderfen desk", referral(stage)).await?;
    story
        .step("4. Mina accepts and calls a strategy discussion; all read the covert notice", discussion(stage))
        .await?;
    story.step("   Without health the record cannot be finalised", no_quorum(stage)).await?;
    story.step("5. Lin is told a header only, and declares a conflict of interest", conflict(stage)).await?;
    story.step("6. Mina removes her; she reads nothing more", removal(stage)).await
}

async fn package(stage: &mut Stage<'_>) -> Done {
    stage.enters("Ana Tellow").await?;
    stage.enters("Sam Orrin").await?;
    stage.guide().await?;
    let ana = stage.actor("Ana Tellow")?;
    ana.refers("Wexmoor Online CSA Duty", "T-017", "1", &forms::package("T-017")).await?;
    stage.shows("Ana Tellow", "tidemark-1-board").await
}

async fn alert(stage: &mut Stage<'_>) -> Done {
    stage.actor("Sam Orrin")?.window.reads("[data-test=alert]", "T-017").await?;
    stage.shows("Sam Orrin", "tidemark-2-alert").await
}

async fn acceptance(stage: &mut Stage<'_>) -> Done {
    stage.enters("Ruth Kember").await?;
    let ruth = stage.actor("Ruth Kember")?;
    ruth.goes_on_duty().await?;
    ruth.opens("T-017").await?;
    ruth.reads_notice().await?;
    stage.shows("Ruth Kember", "tidemark-2-package").await?;
    ruth.presses("accept").await?;
    ruth.window.sees("[data-test=work][data-state=accepted]").await?;
    let ana = stage.actor("Ana Tellow")?;
    ana.window.clicks("#go-board").await?;
    ana.window.reads("[data-test=board-line][data-state=accepted]", "Ruth Kember").await?;
    stage.actor("Sam Orrin")?.window.no_longer_sees("[data-test=alert]").await?;
    stage.shows("Ana Tellow", "tidemark-2-board-accepted").await
}

async fn referral(stage: &mut Stage<'_>) -> Done {
    stage.enters("Mina Sorrell").await?;
    stage.actor("Mina Sorrell")?.goes_on_duty().await?;
    let ruth = stage.actor("Ruth Kember")?;
    ruth.turns_to_record().await?;
    ruth.does("children", &[("count", "2")]).await?;
    ruth.window.sees("[data-test=refer-on]").await?;
    stage.shows("Ruth Kember", "tidemark-3-children").await?;
    let form = forms::police_referral_after(&forms::package("T-017"), "WX-204", &["Child A", "Child B"]);
    ruth.refers_on("Calderfen MASH Duty", "WX-204", "T-017", &form).await
}

async fn discussion(stage: &mut Stage<'_>) -> Done {
    let mina = stage.actor("Mina Sorrell")?;
    mina.opens("WX-204").await?;
    // What follows from a covert package is covert from its first moment.
    mina.reads_notice().await?;
    stage.shows("Mina Sorrell", "tidemark-4-referral").await?;
    mina.presses("accept").await?;
    mina.window.sees("[data-test=work][data-state=accepted]").await?;
    mina.turns_to_record().await?;
    mina.does("not-told", &[("names", "M. Dray, the family")]).await?;
    mina.window.sees("[data-test=covert]").await?;
    mina.cannot_print("WX-204").await?;
    let answers = [
        ("reference", "SD-11"),
        ("at", "2026-11-23T14:00"),
        ("how", "By video call"),
        // The referral's reference is there already.
        ("trigger", ": two children live with the subject"),
    ];
    mina.does("discuss", &answers).await?;
    mina.window.reads("#discussion", "Referral WX-204: two children live with the subject").await?;
    mina.presses("attend").await?;
    let ruth = stage.actor("Ruth Kember")?;
    ruth.opens("WX-204").await?;
    ruth.turns_to_record().await?;
    ruth.presses("attend").await
}

async fn no_quorum(stage: &mut Stage<'_>) -> Done {
    let mina = stage.actor("Mina Sorrell")?;
    mina.window.reads("[data-test=quorum][data-met=no]", "health").await?;
    mina.begins("finalise").await?;
    mina.window.reads("[data-test=missing]", "health").await?;
    mina.window.sees("[data-test=act-override]").await?;
    mina.window.no_longer_sees("#confirm").await?;
    stage.shows("Mina Sorrell", "tidemark-4-no-quorum").await?;
    mina.window.clicks("#cancel").await?;
    mina.window.sees("[data-view=record]").await.map(drop)
}

async fn conflict(stage: &mut Stage<'_>) -> Done {
    stage.enters("Lin Farrow").await?;
    let mina = stage.actor("Mina Sorrell")?;
    let header = "Community trust, children's nursing";
    mina.does("let-in", &[("person", "Lin Farrow"), ("header", header)]).await?;
    let lin = stage.actor("Lin Farrow")?;
    lin.window.clicks_on("[data-test=room]", header).await?;
    lin.window.reads("[data-gate=declare]", header).await?;
    for secret in ["Dray", "WX-204", "Ruth Kember", "Mina Sorrell"] {
        lin.must_not_read(secret).await?;
    }
    stage.shows("Lin Farrow", "tidemark-5-header").await?;
    lin.window.clicks("#conflict").await?;
    lin.answers(&[("conflict", "It may be about my team")]).await?;
    lin.window.clicks("#confirm").await?;
    lin.window.sees("[data-gate=declared]").await?;
    let mina = stage.actor("Mina Sorrell")?;
    mina.window.clicks("#go-board").await?;
    mina.opens("WX-204").await?;
    mina.reads("declared a conflict of interest").await
}

async fn removal(stage: &mut Stage<'_>) -> Done {
    let mina = stage.actor("Mina Sorrell")?;
    mina.window.clicks("[data-test=remove][aria-label*=Lin]").await?;
    mina.window.types("#reason", "Conflict of interest: the same team").await?;
    mina.window.clicks("#confirm").await?;
    mina.window.clicks("#go-board").await?;
    mina.opens("WX-204").await?;
    mina.reads("removed Lin Farrow").await?;
    mina.writes("From here on the health side is Dr Lanyard's.").await?;
    mina.turns_to_record().await?;
    mina.window.reads("[data-test=staged]", "declared a conflict of interest").await?;
    stage.shows("Mina Sorrell", "tidemark-6-what-she-had-seen").await?;
    let lin = stage.actor("Lin Farrow")?;
    lin.must_not_read("Dr Lanyard's").await?;
    lin.must_not_read("WX-204").await
}
