//! Arithmetic on numbers as they are written: "3 h" times 1.1 is "3.3 h".

use super::document::{Node, Value};
use super::law::{COUNTS, LAWS};
use super::value::{amount, percentage};

/// A number and what stands behind it: its unit, or "per yr".
pub fn scalar(node: &Node) -> Option<(f64, String)> {
    match &node.plain().value {
        Value::Number(number) => Some((*number, String::new())),
        Value::Text(text) => {
            if let Some(share) = percentage(text) {
                return Some((share, String::new()));
            }
            let text = text.trim();
            let unit = |c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E');
            let place = text.find(unit)?;
            Some((
                amount(text[..place].trim())?,
                text[place..].trim().to_owned(),
            ))
        }
        _ => None,
    }
}

fn written(like: &Node, number: f64, unit: &str) -> Node {
    like.plain().like(match unit {
        "" => Value::Number(number),
        _ => Value::Text(format!("{number} {unit}")),
    })
}

/// A number or law with every length of it multiplied; `None` where there is nothing to multiply.
pub fn scaled(node: &Node, factor: f64) -> Option<Node> {
    let plain = node.plain();
    let Some(table) = plain.table() else {
        if let Value::Array(list) = &plain.value {
            let list = list
                .iter()
                .map(|item| scaled(item, factor))
                .collect::<Option<_>>()?;
            return Some(plain.like(Value::Array(list)));
        }
        let (number, unit) = scalar(plain)?;
        return Some(written(plain, number * factor, &unit));
    };
    let mut names = LAWS.iter().chain(COUNTS.iter()).map(|law| law.0);
    let name = names.find(|name| table.contains_key(*name))?;
    let main = &table[name];
    let moved = match (name, main.list()) {
        ("mixture", Some(parts)) => {
            let parts = parts.iter().map(|part| {
                let mut own = part.table()?.clone();
                own.insert("law".to_owned(), scaled(part.get("law")?, factor)?);
                Some(part.like(Value::Table(own)))
            });
            main.like(Value::Array(parts.collect::<Option<_>>()?))
        }
        ("geometric", _) => {
            let (chance, unit) = scalar(main)?;
            written(main, chance / factor, &unit)
        }
        _ => scaled(main, factor)?,
    };
    let mut own = table.clone();
    own.insert(name.to_owned(), moved);
    Some(plain.like(Value::Table(own)))
}

/// A plain number with a share of an amount in the same unit added.
pub fn added(node: &Node, amount: &Node, share: f64) -> Option<Node> {
    let (have, unit) = scalar(node)?;
    let (more, of) = scalar(amount)?;
    (unit == of).then(|| written(node, have + share * more, &unit))
}

/// A plain number part of the way to another of the same unit.
pub fn blended(from: &Node, to: &Node, share: f64) -> Option<Node> {
    let (start, unit) = scalar(from)?;
    let (end, of) = scalar(to)?;
    (unit == of).then(|| written(to, start + share * (end - start), &unit))
}
