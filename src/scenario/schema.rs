//! JSON Schema of the scenario language, for editors that check while one types.

use super::keys::{Branch, Kind, Need, language};
use super::law::{COUNTS, LAWS};
use serde_json::{Map, Value, json};

/// The schema (draft 2020-12), made from the same table as everything else about the language.
///
/// A scenario names it in its first line: `#:schema ./caseload.schema.json`.
pub fn schema() -> Value {
    let mut schema = table(language());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("caseload scenario");
    schema["$defs"] = json!({
        "share": { "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "type": "string", "pattern": "^[0-9.]+ *%$" },
        ] },
        "rate": { "type": "string", "pattern": " per " },
        "length": { "type": "string", "pattern": "^[0-9.eE_+-]+ *(min|h|d|wd|wk|mo|yr)$" },
        "law": { "anyOf": [{ "$ref": "#/$defs/length" }, laws(&LAWS)] },
        "count": { "anyOf": [{ "type": "integer", "minimum": 1 }, laws(&COUNTS)] },
    });
    schema
}

/// A table with its keys; what the scenario names itself fits the pattern of all other names.
fn table(branch: &Branch) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (key, below) in &branch.named {
        properties.insert((*key).to_owned(), node(below));
        let needed = |need| below.row.is_some_and(|row| row.need == need);
        if needed(Need::InTable) && below.complete {
            required.push(json!(key));
        }
    }
    for key in ["assumption", "source", "note", "fitted"] {
        let text = || json!({ "type": "string", "description": "where the numbers come from" });
        properties.entry(key).or_insert_with(text);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    schema["additionalProperties"] = match &branch.any {
        Some(below) => node(below),
        None => json!(false),
    };
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    schema
}

fn node(branch: &Branch) -> Value {
    let Some(row) = branch.row else {
        return table(branch);
    };
    let plain = kind(row.kind);
    let mut schema = if row.kind.is_numeric() {
        json!({ "anyOf": [plain.clone(), {
            "type": "object",
            "properties": {
                "value": plain,
                "source": { "type": "string" },
                "assumption": { "type": "string" },
                "fitted": { "type": "string" },
                "note": { "type": "string" },
                "low": {},
                "high": {},
            },
            "required": ["value"],
            "additionalProperties": false,
        }] })
    } else {
        plain
    };
    let unit = if row.unit.is_empty() {
        String::new()
    } else {
        format!(" ({})", row.unit)
    };
    schema["description"] = json!(format!("{}{unit}", row.meaning));
    schema
}

fn laws(list: &[(&str, &[&str], &str)]) -> Value {
    let one = |(name, with, meaning): &(&str, &[&str], &str)| {
        let required: Vec<&str> = std::iter::once(*name).chain(with.iter().copied()).collect();
        json!({ "type": "object", "required": required, "description": meaning })
    };
    json!({ "anyOf": list.iter().map(one).collect::<Vec<_>>() })
}

fn kind(kind: Kind) -> Value {
    let defined = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let list_or_table = || json!({ "type": ["array", "object"] });
    match kind {
        Kind::Text | Kind::Clock => json!({ "type": "string" }),
        Kind::Texts => json!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number(min, max) => json!({ "type": "number", "minimum": min, "maximum": max }),
        Kind::Whole(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Share => defined("share"),
        Kind::Rate => defined("rate"),
        Kind::Yearly => json!({ "type": ["number", "string"] }),
        Kind::Effort | Kind::Delay => defined("law"),
        Kind::Span | Kind::WorkingDays => defined("length"),
        Kind::Count => defined("count"),
        // A TOML date has no JSON type; editors show it as a string.
        Kind::Date => json!({ "type": "string" }),
        Kind::Dates => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Weights(length) => json!({
            "type": "array", "items": { "type": "number", "minimum": 0 },
            "minItems": length, "maxItems": length,
        }),
        Kind::Shares | Kind::SomeShares => {
            json!({ "type": "array", "items": defined("share"), "minItems": 1 })
        }
        Kind::BandShares | Kind::LaterBandShares | Kind::SourceShares => list_or_table(),
        Kind::BandRanks => json!({ "type": ["integer", "object"] }),
        Kind::OverCap => json!({ "anyOf": [
            { "enum": ["hold back", "load up"] },
            { "type": "object", "additionalProperties": defined("share") },
        ] }),
        Kind::Steps(_) | Kind::Trend => {
            json!({ "type": "array", "items": { "type": "object" } })
        }
        Kind::Hours => json!({ "anyOf": [
            { "enum": ["office", "at opening", "all day"] },
            { "type": "array", "items": { "type": "number" }, "minItems": 24, "maxItems": 24 },
        ] }),
        Kind::Replications => json!({ "anyOf": [
            { "type": "integer", "minimum": 1 },
            { "const": "auto" },
        ] }),
        Kind::Anything => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::schema;
    use serde_json::Value;

    fn descriptions(value: &Value) -> usize {
        let own = usize::from(value.get("description").is_some());
        let below: usize = match value {
            Value::Object(map) => map.values().map(descriptions).sum(),
            Value::Array(list) => list.iter().map(descriptions).sum(),
            _ => 0,
        };
        own + below
    }

    #[test]
    fn every_key_is_in_the_schema_with_its_meaning() {
        let schema = schema();
        assert!(descriptions(&schema) >= super::super::keys::all().len());
        let stages = &schema["properties"]["stage"]["additionalProperties"];
        let items = &stages["properties"]["item"]["additionalProperties"];
        let effort = &items["properties"]["effort"]["anyOf"][0]["$ref"];
        assert_eq!(effort, "#/$defs/law");
    }
}
