//! Lines as wide as this project's: the pretty printer breaks at 89 columns and gives every type
//! argument and bracket a line of its own, while what is written by hand may take 100.
//!
//! Only what fits on one line is joined, as rustfmt would do it. That makes long files shorter by
//! a fifth, and the calls in them easier to read.

/// The widest line.
const WIDTH: usize = 100;
/// How far a block is set in.
const STEP: usize = 4;

/// The text with calls, lists and signatures on one line where they fit.
pub(super) fn widened(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in receivers(text) {
        lines.push(line);
        join(&mut lines);
        unwrap_arm(&mut lines);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A receiver alone on its line gets its only call back: `request` above `.json(..)`.
fn receivers(text: &str) -> Vec<String> {
    let mut lines: Vec<Option<String>> = text.lines().map(|line| Some(line.to_owned())).collect();
    // Upwards, so that what is inside a call is done before the call.
    for at in (0..lines.len()).rev() {
        let Some(receiver) = lines[at].clone().filter(|line| is_name(line.trim_start())) else {
            continue;
        };
        let depth = indent(&receiver);
        let below = lines[at + 1..].iter().position(|line| {
            line.as_ref().is_some_and(|line| indent(line) <= depth && !line.is_empty())
        });
        let call = at + 1..below.map_or(lines.len(), |below| at + 1 + below);
        let inside: Vec<_> = lines[call.clone()].iter().flatten().collect();
        let begins =
            |line: &&&String| indent(line) == depth + STEP && line.trim_start().starts_with('.');
        let only = inside.iter().filter(begins).count() == 1;
        let Some(first) = inside.first().filter(|first| only && begins(first)) else {
            continue;
        };
        lines[at] = Some(format!("{receiver}{}", first.trim_start()));
        let mut first = true;
        for line in &mut lines[call] {
            if let Some(text) = line.take().filter(|_| !std::mem::take(&mut first)) {
                *line = Some(text.strip_prefix("    ").map_or(text.clone(), str::to_owned));
            }
        }
    }
    lines.into_iter().flatten().collect()
}

/// Joins the bracket that the last line closes, when all of it fits on one line.
fn join(lines: &mut Vec<String>) {
    let Some((last, above)) = lines.split_last() else { return };
    let (depth, close) = (indent(last), last.trim_start());
    if !close.starts_with([')', ']', '>']) {
        return;
    }
    let inner = above.iter().rev().take_while(|line| {
        indent(line) == depth + STEP && line.ends_with(',') && !line.trim_start().starts_with("//")
    });
    let inner = inner.count();
    let (head, inside) = above.split_at(above.len() - inner);
    // In a closure, the printer sets the bracket in once more.
    let begins = |head: &&String| [depth, depth.saturating_sub(STEP)].contains(&indent(head));
    let Some(head) = head.last().filter(|head| inner > 0 && begins(head) && opens(head)) else {
        return;
    };
    let inside: Vec<_> = inside.iter().map(|line| line.trim_start()).collect();
    let opened = format!("{head}{}", inside.join(" ").trim_end_matches(','));
    let joined = format!("{opened}{close}");
    let joined = if fits(&joined) { Some(vec![joined]) } else { arguments(&opened, close) };
    if let Some(joined) = joined.filter(|joined| joined.iter().all(|line| fits(line))) {
        lines.truncate(lines.len() - inner - 2);
        lines.extend(joined);
    }
}

/// A call with type arguments that is too long for one line has its values on lines of their own.
fn arguments(opened: &str, close: &str) -> Option<Vec<String>> {
    let (values, end) = close.strip_prefix(">(")?.rsplit_once(')')?;
    let (name, value) = values.split_once(", ")?;
    let whole = is_name(name) || name.starts_with('"') && name.ends_with('"');
    let depth = " ".repeat(indent(opened));
    (whole && !value.contains(", ")).then(|| {
        let (name, value) = (format!("{depth}    {name},"), format!("{depth}    {value},"));
        vec![format!("{opened}>("), name, value, format!("{depth}){end}")]
    })
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH
}

/// Whether a line ends with a bracket of a call, a list or of type arguments. The bracket of a
/// tuple is none of them: a tuple of one needs its comma.
fn opens(line: &str) -> bool {
    match line.strip_suffix('(') {
        Some(before) => before.ends_with(|c: char| c.is_alphanumeric() || ['_', '>'].contains(&c)),
        None => line.ends_with(['[', '<']),
    }
}

/// An arm whose block holds nothing but a call of one line needs no block.
fn unwrap_arm(lines: &mut Vec<String>) {
    let [.., head, body, last] = lines.as_slice() else { return };
    let Some(arm) = head.strip_suffix('{').filter(|arm| arm.ends_with("=> ")) else { return };
    let depth = indent(head);
    let alone = last.trim_start() == "}" && indent(last) == depth && indent(body) == depth + STEP;
    let joined = format!("{arm}{},", body.trim_start());
    if alone && body.ends_with(')') && fits(&joined) {
        lines.truncate(lines.len() - 3);
        lines.push(joined);
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::widened;

    #[test]
    fn what_fits_on_a_line_is_joined() {
        for (printed, wanted) in [
            (
                "    object\n        .put::<\n            wire::Quoted<wire::Millis>,\n        \
                 >(\"time\", self.time.as_ref())?;\n",
                "    object.put::<wire::Quoted<wire::Millis>>(\"time\", self.time.as_ref())?;\n",
            ),
            (
                "    12 => {\n        wire::get::<\n            wire::List<wire::Of<Mention>>,\n            \
                 _,\n        >(map, &mut self.mentions)\n    }\n",
                "    12 => wire::get::<wire::List<wire::Of<Mention>>, _>(map, &mut self.mentions),\n",
            ),
            (
                "const FIELDS: &[&str] = &[\n    \"id\",\n    \"key\",\n];\n",
                "const FIELDS: &[&str] = &[\"id\", \"key\"];\n",
            ),
            (
                "request\n    .json(|body| {\n        body\n            .put(\n                \
                 \"a\",\n            )?;\n        Ok(())\n    });\n",
                "request.json(|body| {\n    body.put(\"a\")?;\n    Ok(())\n});\n",
            ),
            (
                "            body.put::<\n                    wire::Text,\n                \
                 >(\"a\", self.a.as_ref())?;\n",
                "            body.put::<wire::Text>(\"a\", self.a.as_ref())?;\n",
            ),
        ] {
            assert_eq!(widened(printed), wanted);
        }
    }

    #[test]
    fn values_of_a_long_call_have_lines_of_their_own() {
        let long = "x".repeat(70);
        let printed = format!("put::<\n    wire::Text,\n>(\"{long}\", self.{long}.as_ref())?;\n");
        let wanted =
            format!("put::<wire::Text>(\n    \"{long}\",\n    self.{long}.as_ref(),\n)?;\n");
        assert_eq!(widened(&printed), wanted);
    }

    #[test]
    fn what_does_not_fit_and_what_is_no_call_stays() {
        let wide = format!("call(\n    \"{}\",\n);\n", "x".repeat(100));
        for text in [
            wide.as_str(),
            "let one = (\n    1,\n);\n",
            "self\n    .one()\n    .two();\n",
            "pub struct One {\n    pub a: u8,\n}\n",
            "match a {\n    1 => {\n        b();\n    }\n}\n",
            "/// A list (\n///    one,\n/// )\nfn one() {}\n",
        ] {
            assert_eq!(widened(text), text);
        }
    }
}
