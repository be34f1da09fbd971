//! What a model file holds, for people.

use std::path::Path;

use serde_json::{Value, json};

use super::{Format, LoadedModel, load};
use crate::bm25::Bm25Model;
use crate::error::Result;
use crate::statistics::Pruning;
use crate::weighting::Parameters;

/// What the file at `path` holds, as JSON: its format and digest, the numbers of its model, its
/// analyzer, and the `most` terms that stand in the most documents.
///
/// # Errors
///
/// Those of [`load`]: everything in the file is verified.
pub fn inspect(path: &Path, most: usize) -> Result<Value> {
    let LoadedModel { model, analyzer, origin } = load(path)?;
    let Parameters { k1, b, epsilon, delta, method, pruning } = model.parameters();
    let Pruning { min_df, max_df, max_terms } = pruning;
    // Both formats have one number for models that are not pruned, and the next for those that are.
    let version = json!(if pruning.is_none() { 1 } else { 2 });
    let (format, version) = match origin.format {
        Format::Native => ("native", version),
        Format::Json => ("json", version),
        Format::Original => ("pymilvus.model", json!("v1")),
    };
    Ok(json!({
        "format": format,
        "version": version,
        "bytes": origin.size,
        "digest": origin.digest,
        "documents": model.documents(),
        "total_length": model.statistics().map(|statistics| statistics.total_length),
        "average_length": model.average_length(),
        "dim": model.vocabulary().len(),
        "terms": model.held_terms(),
        "encoded_terms": model.live_terms(),
        "average_idf": model.statistics().map(|_| model.average_idf()),
        "method": method.name(),
        "k1": number(k1),
        "b": number(b),
        "epsilon": number(epsilon),
        "delta": number(delta),
        "min_df": min_df,
        "max_df": max_df,
        "max_terms": max_terms,
        "analyzer": analyzer,
        "most_frequent": most_frequent(&model, most),
    }))
}

/// A number, or the name of one that JSON does not have, such as NaN. Only the original writes such.
fn number(number: f64) -> Value {
    if number.is_finite() { json!(number) } else { json!(number.to_string()) }
}

/// The terms with the largest document frequencies; nothing for a model without document frequencies.
fn most_frequent(model: &Bm25Model, most: usize) -> Option<Value> {
    let terms = model.most_common(most)?.into_iter().map(|(id, df)| {
        let term = model.vocabulary().term(id);
        json!({"term": term, "id": id, "df": df, "idf": model.idf()[id as usize]})
    });
    Some(terms.collect())
}
