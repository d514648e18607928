use super::*;

const STYLE: Style = Style { is_heading: |text| text == "Owls", is_chrome: |text| text == "Copy" };

/// The blocks of a page in short: a letter for the kind, then what matters of it.
fn shape(text: &str) -> Vec<String> {
    let (blocks, damage) = blocks(lines(Piece::whole(text)), &STYLE);
    let cut = damage.iter().map(|damage| format!("! {}", damage.at));
    blocks.iter().map(shape_of).chain(cut).collect()
}

fn shape_of(block: &Block) -> String {
    match block {
        Block::Heading { depth, line } => format!("H{depth} {}", line.text),
        Block::Code { text, .. } => format!("C {}", text.replace('\n', "/")),
        Block::Text(lines) => {
            let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            format!("T {}", lines.join("/"))
        }
        Block::Table { rows, .. } => {
            let level = |level: Option<usize>| level.map_or("-".to_owned(), |l| l.to_string());
            let cells = |row: &crate::document::TableRow| {
                let texts = row.cells.iter().map(|cell| {
                    cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("/")
                });
                format!("{} {}", level(row.level), texts.collect::<Vec<_>>().join(","))
            };
            format!("R {}", rows.iter().map(cells).collect::<Vec<_>>().join("; "))
        }
    }
}

#[test]
fn headings_are_known_by_their_mark_or_by_their_words_and_chrome_is_left_out() {
    assert_eq!(shape("# One\nCopy\nOwls\n#no\n## Two"), ["H2 One", "H2 Owls", "T #no", "H3 Two"]);
}

#[test]
fn bare_json_ends_with_its_last_bracket_or_with_the_next_part() {
    for (text, read) in [
        ("{\n\"a\": 1\n}\nrest", vec!["C {/\"a\": 1/}", "T rest"]),
        ("{ \"a\": \"}\" }Owls", vec!["C { \"a\": \"}\" }", "H2 Owls"]),
        ("{}, {}", vec!["C {}, {}"]),
        ("{ // }\n\"a\n}", vec!["C { // }/\"a/}"]),
        ("{\n\"a\": 1\n\nOwls", vec!["C {/\"a\": 1", "H2 Owls"]),
        ("[\n1\n]", vec!["C [/1/]"]),
        ("[a](b)", vec!["T [a](b)"]),
    ] {
        assert_eq!(shape(text), read, "{text}");
    }
}

#[test]
fn what_ends_with_the_page_before_its_own_end_is_damage_there() {
    for (text, damage) in [
        ("{\n\"a\": 1\n", "! 2:7"),
        ("```\n{}\n", "! 2:3"),
        ("|a|b|\n|-|-|\n|1|2", "! 3:5"),
        ("a|b|c\n-|-|-\n1|2|3\n4|5", "! 4:4"),
        ("Name Type Required Description\na Li", "! 2:5"),
    ] {
        assert_eq!(shape(text).last().map(String::as_str), Some(damage), "{text}");
    }
}

#[test]
fn a_cell_goes_on_until_the_next_row_or_part() {
    let table = "a|b|c\n-|-|-\nx|y|z  \nmore  \n\n  * item\n\n  \nu|v|  \n\n  * last\n";
    let rows = "R - x,y,z/more/- item; - u,v,- last";
    for (end, read) in [
        ("", vec![rows]),
        ("Owls", vec![rows, "H2 Owls"]),
        ("\n\n\ntext", vec![rows, "T text"]),
        ("a|b|c\n-|-|-\n1|2|3", vec![rows, "R - 1,2,3"]),
    ] {
        assert_eq!(shape(&(table.to_owned() + end)), read, "{end}");
    }
}

#[test]
fn pipes_within_code_or_behind_a_backslash_part_no_cells() {
    let text = "|a|b|\n|-|-|\n|x|`1|2` and 3\\|4|\n|y|5|6|\n";
    assert_eq!(shape(text), ["R - x,`1|2` and 3|4; - y,5|6"]);
}

#[test]
fn without_pipes_the_words_of_a_row_show_where_its_cells_are() {
    let head = "Name Type Required Description\n";
    for (rows, read) in [
        ("a List Yes all of it", "R - a,List,Yes,all of it"),
        ("a Owl No x", "R - a,Owl,No,x"),
        ("a Map<String, Owl> Yes x", "R - a,Map<String, Owl>,Yes,x"),
        (
            "a List Yes x\nwhich goes on here\nb Map No y",
            "R - a,List,Yes,x/which goes on here; - b,Map,No,y",
        ),
        (
            "a Map Yes x\n  b List No y\n    c Int No z\nd Int No",
            "R 0 a,Map,Yes,x; 1 b,List,No,y; 2 c,Int,No,z; 0 d,Int,No",
        ),
        ("a Map Yes x\n&ensp: b Int No y", "R 0 a,Map,Yes,x; 1 b,Int,No,y"),
    ] {
        assert_eq!(shape(&(head.to_owned() + rows)), [read], "{rows}");
    }
}
