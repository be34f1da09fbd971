//! The algorithms. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

#![expect(
    clippy::too_many_lines,
    clippy::similar_names,
    clippy::collapsible_if,
    clippy::collapsible_match,
    clippy::almost_swapped,
    clippy::unicode_not_nfc,
    reason = "written by Snowball's compiler"
)]

mod arabic;
mod armenian;
mod basque;
mod catalan;
mod danish;
mod dutch;
mod dutch_porter;
mod english;
mod esperanto;
mod estonian;
mod finnish;
mod french;
mod german;
mod greek;
mod hindi;
mod hungarian;
mod indonesian;
mod irish;
mod italian;
mod lithuanian;
mod nepali;
mod norwegian;
mod porter;
mod portuguese;
mod romanian;
mod russian;
mod serbian;
mod spanish;
mod swedish;
mod tamil;
mod turkish;
mod yiddish;

use super::word::Word;

algorithms! {
    Arabic "arabic" => arabic(false),
    Armenian "armenian" => armenian(false),
    Basque "basque" => basque(true),
    Catalan "catalan" => catalan(true),
    Danish "danish" => danish(true),
    DutchPorter "dutch_porter" => dutch_porter(true),
    Dutch "dutch" => dutch(true),
    English "english" => english(true),
    Esperanto "esperanto" => esperanto(true),
    Estonian "estonian" => estonian(true),
    Finnish "finnish" => finnish(true),
    French "french" => french(true),
    German "german" => german(true),
    Greek "greek" => greek(false),
    Hindi "hindi" => hindi(false),
    Hungarian "hungarian" => hungarian(true),
    Indonesian "indonesian" => indonesian(true),
    Irish "irish" => irish(true),
    Italian "italian" => italian(true),
    Lithuanian "lithuanian" => lithuanian(true),
    Nepali "nepali" => nepali(false),
    Norwegian "norwegian" => norwegian(true),
    Porter "porter" => porter(true),
    Portuguese "portuguese" => portuguese(true),
    Romanian "romanian" => romanian(true),
    Russian "russian" => russian(false),
    Serbian "serbian" => serbian(true),
    Spanish "spanish" => spanish(true),
    Swedish "swedish" => swedish(true),
    Tamil "tamil" => tamil(false),
    Turkish "turkish" => turkish(true),
    Yiddish "yiddish" => yiddish(true),
}
