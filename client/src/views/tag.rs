//! Agency tags. A tag always carries its word; its colour says nothing that the word does not.

use crate::text::text;
use marram_core::view::{AgencyView, Sector};
use yew::prelude::*;

/// The properties of [`AgencyTag`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) agency: AgencyView,
}

/// What an agency is, and its name.
#[component]
pub(crate) fn AgencyTag(props: &Props) -> Html {
    let (class, word) = sector(props.agency.sector);
    html! {
        <span class="agency">
            <span class={classes!("tag", class)}>{ word }</span>
            { " " }
            <span>{ agency_name(&props.agency) }</span>
        </span>
    }
}

/// An agency's name, or that it is not known.
pub(crate) fn agency_name(agency: &AgencyView) -> &str {
    if agency.name.is_empty() { text().people.agency_unnamed } else { &agency.name }
}

fn sector(sector: Sector) -> (&'static str, &'static str) {
    let t = &text().people;
    match sector {
        Sector::Police => ("tag-police", t.police),
        Sector::ChildrensServices => ("tag-childrens", t.childrens_services),
        Sector::Health => ("tag-health", t.health),
        Sector::Education => ("tag-education", t.education),
        Sector::National => ("tag-national", t.national),
        Sector::Other => ("tag-other", t.other),
    }
}
