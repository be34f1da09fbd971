//! A model to the bytes of a native file.

use super::header::{Header, PLAIN, PRUNED};
use crate::bm25::Bm25Model;
use crate::memory::room;
use crate::statistics::{DfBound, Pruning};
use crate::weighting::Parameters;

/// The bytes of a native file: the same for the same model, however it was counted. `analyzer` is
/// kept as it is, `null` as nothing.
///
/// ```
/// use elanus_core::batch::Tokens;
/// use elanus_core::bm25::Bm25Model;
/// use elanus_core::parallel::Unhosted;
/// use elanus_core::persist;
/// use elanus_core::weighting::Parameters;
/// let mut documents = Tokens::new([["black", "kite"]]);
/// let model = Bm25Model::fit(&Unhosted, &mut documents, None, 1, Parameters::default())?;
/// let bytes = persist::to_native(&model, &serde_json::Value::Null);
/// let loaded = persist::from_bytes("memory".as_ref(), &bytes)?;
/// assert_eq!(loaded.model.idf(), model.idf());
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[must_use]
pub fn to_native(model: &Bm25Model, analyzer: &serde_json::Value) -> Vec<u8> {
    let Parameters { k1, b, epsilon, delta, method, pruning } = model.parameters();
    let (vocabulary, statistics) = (model.vocabulary(), model.statistics());
    let frequencies = statistics.map_or(&[][..], |statistics| &statistics.document_frequency);
    let analyzer = if analyzer.is_null() { String::new() } else { analyzer.to_string() };

    let terms = vocabulary.len();
    let mut bytes =
        room(Header::LEN + 192 + analyzer.len() + vocabulary.text_len() + terms * 16 + frequencies.len() * 4);
    bytes.resize(Header::LEN, 0);
    let mut starts = [0; 7];
    starts[0] = bytes.len();
    bytes.extend(model.documents().to_le_bytes());
    bytes.extend(statistics.map_or(0, |statistics| statistics.total_length).to_le_bytes());
    for number in [model.average_length(), model.average_idf(), k1, b, epsilon, delta] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(u64::from(statistics.is_some()).to_le_bytes());
    if !pruning.is_none() {
        let Pruning { min_df, max_df, max_terms } = pruning;
        for bound in [min_df, max_df] {
            let (count, share) = match bound {
                DfBound::Count(count) => (count, 0.0),
                DfBound::Share(share) => (0, share),
            };
            bytes.extend(u64::from(count).to_le_bytes());
            bytes.extend(share.to_le_bytes());
        }
        bytes.extend(u64::from(max_terms.unwrap_or(0)).to_le_bytes());
    }
    bytes.extend(method.name().as_bytes());
    starts[1] = bytes.len();
    bytes.extend(analyzer.as_bytes());
    starts[2] = bytes.len();
    bytes.extend(vocabulary.ends().iter().flat_map(|end| end.to_le_bytes()));
    starts[3] = bytes.len();
    bytes.extend(vocabulary.text().as_bytes());
    starts[4] = bytes.len();
    bytes.extend(model.idf().iter().flat_map(|idf| idf.to_le_bytes()));
    starts[5] = bytes.len();
    bytes.extend(frequencies.iter().flat_map(|df| df.to_le_bytes()));
    starts[6] = bytes.len();

    let format = if pruning.is_none() { PLAIN } else { PRUNED };
    let header = Header::of(format, std::array::from_fn(|index| &bytes[starts[index]..starts[index + 1]]));
    bytes[..Header::LEN].copy_from_slice(&header.to_bytes());
    bytes
}
