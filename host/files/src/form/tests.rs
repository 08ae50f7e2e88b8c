use accord_model::dictionary::DictionaryData;

use super::*;

fn forms(text: &str) -> Result<Forms, FormsError> {
    let data: DictionaryData =
        toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
    let dictionary = Dictionary::new(data).unwrap();
    Forms::new(toml::from_str(text).unwrap(), &dictionary)
}

/// A form of one column for the number and another.
fn with(column: &str) -> Result<Forms, FormsError> {
    forms(&format!(
        r#"
        [[form]]
        code = "f"
        title = "表"
        kind = "admin/penalty"
        [[form.column]]
        code = "NUMBER"
        captions = ["文号"]
        required = true
        to = ["number"]
        [[form.column]]
        {column}
        "#
    ))
}

#[test]
fn a_form_contradicts_neither_itself_nor_the_dictionary() {
    assert!(
        with(
            r#"code = "FINE"
unit = "元"
to = [{ field = "fine" }]"#
        )
        .is_ok()
    );
    let twice = with(
        r#"code = "文 号"
to = ["name"]"#,
    );
    assert!(matches!(twice, Err(FormsError::Twice { .. })));
    let field = with(
        r#"code = "X"
to = [{ field = "colour" }]"#,
    );
    assert!(matches!(field, Err(FormsError::Field { .. })));
    for unit in [
        r#"code = "X"
to = [{ field = "fine" }]"#,
        r#"code = "X"
unit = "元"
to = [{ field = "facts" }]"#,
    ] {
        assert!(matches!(with(unit), Err(FormsError::Unit { .. })));
    }
    let words = with(
        r#"code = "X"
words = { "流放" = "exile" }
to = [{ field = "category" }]"#,
    );
    assert!(matches!(words, Err(FormsError::Words { .. })));
    let form = |kind: &str| {
        format!("[[form]]\ncode = \"f\"\ntitle = \"表\"\nkind = \"{kind}\"\ncolumn = []\n")
    };
    assert!(matches!(
        forms(&form("admin/x")),
        Err(FormsError::Kind { .. })
    ));
    assert!(matches!(
        forms(&form("admin/penalty")),
        Err(FormsError::NoNumber { .. })
    ));
    let bound = "[[implausible]]\nkind = \"admin/penalty\"\nfield = \"x\"\nfrom = \"1 元\"\n";
    assert!(matches!(forms(bound), Err(FormsError::Field { .. })));
}

#[test]
fn the_form_of_every_kind_names_each_column_once() {
    let data: DictionaryData =
        toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
    let dictionary = Dictionary::new(data).unwrap();
    for kind in dictionary.kinds() {
        let form = generic::form(kind);
        let names = form.column.iter().flat_map(header::names).map(key);
        let names: Vec<String> = names.collect();
        let once: BTreeSet<&String> = names.iter().collect();
        assert_eq!(names.len(), once.len(), "{}", kind.code);
        let fields = form
            .column
            .iter()
            .filter(|column| matches!(column.to[..], [To::Field(_)]));
        assert_eq!(fields.count(), kind.fields.len());
    }
}
