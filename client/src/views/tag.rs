//! Agency tags. A tag always carries its word; its colour says nothing that the word does not.

use crate::text::text;
use marram_core::view::{AgencyView, Sector};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
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

/// Every sector, in the order in which people choose.
const SECTORS: [Sector; 6] =
    [Sector::Police, Sector::ChildrensServices, Sector::Health, Sector::Education, Sector::National, Sector::Other];

/// The properties of [`SectorField`].
#[derive(Properties, PartialEq)]
pub(crate) struct SectorProps {
    pub(crate) label: AttrValue,
    pub(crate) value: Sector,
    pub(crate) onchange: Callback<Sector>,
}

/// Choosing what an agency is.
#[component]
pub(crate) fn SectorField(props: &SectorProps) -> Html {
    let onchange = props.onchange.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let chosen = select.and_then(|select| usize::try_from(select.selected_index()).ok());
        chosen.and_then(|at| SECTORS.get(at).copied()).unwrap_or(Sector::Other)
    });
    let option = |one: Sector| {
        let word = sector(one).1;
        html! { <option key={word} selected={one == props.value}>{ word }</option> }
    };
    html! {
        <div class="form-group">
            <label for="sector">{ props.label.clone() }</label>
            <select id="sector" class="field" {onchange}>{ for SECTORS.into_iter().map(option) }</select>
        </div>
    }
}
