//! The table of address forms: RFC 5322 appendix A, and what Exchange, Notes and careless programs write.

use proptest::prelude::*;

use super::super::{AddressKind, HeaderAddress};
use super::{Found, Style, canonical, parse_list, print};

fn read(text: &str, style: Style) -> Vec<(String, AddressKind, String)> {
    let mut found = Vec::new();
    parse_list(
        &super::super::text::guess(text.as_bytes()),
        style,
        10_000,
        &mut found,
    );
    found
        .into_iter()
        .map(|found| match found {
            Found::Address(a) => (a.name, a.kind, a.address),
            Found::TooLong(_) => ("too long".into(), AddressKind::None, "too long".into()),
        })
        .collect()
}

fn check(text: &str, wanted: &[(&str, AddressKind, &str)]) -> Option<String> {
    let found = read(text, Style::Header);
    let found: Vec<_> = found
        .iter()
        .map(|(n, k, a)| (n.as_str(), *k, a.as_str()))
        .collect();
    (found != wanted).then(|| format!("{text}\n  gives {found:?}\n  not   {wanted:?}"))
}

use AddressKind::{None as Name, Notes, Other, Smtp, X500};

#[test]
fn forms_of_addresses() {
    type Wanted = [(&'static str, AddressKind, &'static str)];
    let table: &[(&str, &Wanted)] = &[
        ("", &[]),
        ("<>", &[]),
        ("@", &[]),
        ("undisclosed-recipients:;", &[]),
        ("undisclosed-recipients", &[]),
        (
            "undisclosed-recipients:;@NORTH <??Sundisclosed-recipients:;@NORTH>",
            &[],
        ),
        ("a@x.test", &[("", Smtp, "a@x.test")]),
        ("A@X.TEST", &[("", Smtp, "a@x.test")]),
        ("a@x.test.", &[("", Smtp, "a@x.test")]),
        ("'a@x.test'", &[("", Smtp, "a@x.test")]),
        ("<'a@x.test'>", &[("", Smtp, "a@x.test")]),
        ("mailto:a@x.test", &[("", Smtp, "a@x.test")]),
        ("<mailto:a@x.test>", &[("", Smtp, "a@x.test")]),
        ("a @ x . test", &[("", Smtp, "a@x.test")]),
        ("\"a b\"@x.test", &[("", Smtp, "\"a b\"@x.test")]),
        ("\"ab\"@x.test", &[("", Smtp, "ab@x.test")]),
        ("<\"a b\"@x.test>", &[("", Smtp, "\"a b\"@x.test")]),
        ("user@[127.0.0.1]", &[("", Smtp, "user@[127.0.0.1]")]),
        (
            "user@bücher.example",
            &[("", Smtp, "user@xn--bcher-kva.example")],
        ),
        (
            "user@xn--bcher-kva.example",
            &[("", Smtp, "user@xn--bcher-kva.example")],
        ),
        ("no-at-sign", &[("no-at-sign", Name, "")]),
        ("a@b@c.test", &[("", Other, "a@b@c.test")]),
        (
            "<a@x.test> <b@x.test>",
            &[("", Smtp, "a@x.test"), ("", Smtp, "b@x.test")],
        ),
        (
            "a@x.test b@x.test",
            &[("", Smtp, "a@x.test"), ("", Smtp, "b@x.test")],
        ),
        (
            "a@x.test; b@x.test",
            &[("", Smtp, "a@x.test"), ("", Smtp, "b@x.test")],
        ),
        (
            "a@x.test,, ,b@x.test,",
            &[("", Smtp, "a@x.test"), ("", Smtp, "b@x.test")],
        ),
        (
            "Team: a@x.test, b@x.test;, c@x.test",
            &[
                ("", Smtp, "a@x.test"),
                ("", Smtp, "b@x.test"),
                ("", Smtp, "c@x.test"),
            ],
        ),
        (
            "a@x.test (Comment (nested))",
            &[("Comment (nested)", Smtp, "a@x.test")],
        ),
        (
            "Ann (the (tall) one) <a@x.test>",
            &[("Ann", Smtp, "a@x.test")],
        ),
        (
            "\"ceo@bank.test\" <thief@evil.test>",
            &[("ceo@bank.test", Smtp, "thief@evil.test")],
        ),
        (
            "ceo@bank.test <thief@evil.test>",
            &[("ceo@bank.test", Smtp, "thief@evil.test")],
        ),
        ("a@x.test <a@x.test>", &[("", Smtp, "a@x.test")]),
        (
            "\u{202e}moc.knab@oec <x@evil.test>",
            &[("\u{202e}moc.knab@oec", Smtp, "x@evil.test")],
        ),
        ("\u{430}pple@x.test", &[("", Smtp, "\u{430}pple@x.test")]),
        (
            "=?iso-8859-1?Q?J=E9r=F4me?= <j@x.test>",
            &[("Jérôme", Smtp, "j@x.test")],
        ),
        (
            "\"=?utf-8?Q?Doe=2C_Jane?=\" <j@x.test>",
            &[("Doe, Jane", Smtp, "j@x.test")],
        ),
        (
            "=?utf-8?Q?Doe=2C_Jane?= <j@x.test>, b@x.test",
            &[("Doe, Jane", Smtp, "j@x.test"), ("", Smtp, "b@x.test")],
        ),
        (
            "\"Moor, Ann\" <ann.moor@north.example>",
            &[("Moor, Ann", Smtp, "ann.moor@north.example")],
        ),
        (
            "Moor, Ann </O=NORTH/OU=NA/CN=RECIPIENTS/CN=AMOOR>",
            &[("Ann Moor", X500, "/o=north/ou=na/cn=recipients/cn=amoor")],
        ),
        (
            "Moor, Ann </O=N/CN=AMOOR>, Van Dyk, Bo C. </O=N/CN=BO>, Office of the Chairman, <o@n.example>",
            &[
                ("Ann Moor", X500, "/o=n/cn=amoor"),
                ("Bo C. Van Dyk", X500, "/o=n/cn=bo"),
                ("Office of the Chairman", Smtp, "o@n.example"),
            ],
        ),
        (
            "Ann </O=N/OU=GROUP (FYDIBOHF23SPDLT)/CN=AMOOR>, </O=N/OU=GROUP (FYDIBOHF23SPDLT)/CN=BO>",
            &[
                ("Ann", X500, "/o=n/ou=group (fydibohf23spdlt)/cn=amoor"),
                ("", X500, "/o=n/ou=group (fydibohf23spdlt)/cn=bo"),
            ],
        ),
        (
            "</O=NORTH/OU=NA/CN=RECIPIENTS/CN=Amoor>",
            &[("", X500, "/o=north/ou=na/cn=recipients/cn=amoor")],
        ),
        (
            "Smith, John'; 'Doe, Jane' <j@x.test>",
            &[("John Smith", Name, ""), ("Jane Doe", Smtp, "j@x.test")],
        ),
        (
            "'ann@x.test', 'Doe, Jane' <j@x.test>",
            &[("", Smtp, "ann@x.test"), ("Jane Doe", Smtp, "j@x.test")],
        ),
        (
            "Ann Moor, Bo Van Dyk, Cy",
            &[
                ("Ann Moor", Name, ""),
                ("Bo Van Dyk", Name, ""),
                ("Cy", Name, ""),
            ],
        ),
        (
            "Ann Moor, Bo Dyk <b@x.test>",
            &[("Ann Moor", Name, ""), ("Bo Dyk", Smtp, "b@x.test")],
        ),
        ("Moor, Ann", &[("Ann Moor", Name, "")]),
        (
            "IMCEANOTES-+22Moor+2C+20Ann+22+20+3Camoor+40north+2Eexample+3E+40NORTH@NORTH.example",
            &[("Moor, Ann", Smtp, "amoor@north.example")],
        ),
        (
            "\"Ann Moor\" <amoor@n.example>@NORTH <IMCEANOTES-+22Ann+20Moor+22+20+3Camoor+40n+2Eexample+3E@NORTH.example>",
            &[("Ann Moor", Smtp, "amoor@n.example")],
        ),
        (
            "IMCEAEX-_O=NORTH_OU=NA_CN=RECIPIENTS_CN=AMOOR@north.example",
            &[("", X500, "/o=north/ou=na/cn=recipients/cn=amoor")],
        ),
        (
            "\"Ann Moor\" <amoor@n.example>@NORTH",
            &[("Ann Moor", Smtp, "amoor@n.example")],
        ),
        ("amoor@n.example@NORTH", &[("", Smtp, "amoor@n.example")]),
        (
            "Ann Moor/Corp/North@NORTH",
            &[("Ann Moor", Notes, "ann moor/corp/north@north")],
        ),
        (
            "Ann Moor/HOU/ECT@ECT, Bo Dyk/HOU/ECT@ECT",
            &[
                ("Ann Moor", Notes, "ann moor/hou/ect@ect"),
                ("Bo Dyk", Notes, "bo dyk/hou/ect@ect"),
            ],
        ),
        (
            "Ann Moor@NORTH_DEV",
            &[("Ann Moor", Notes, "ann moor@north_dev")],
        ),
        (
            "\"Ann Moor (E-mail)\" <a@x.test>",
            &[("Ann Moor", Smtp, "a@x.test")],
        ),
        (
            "Ann L. Moor \\(E-mail\\) <a@x.test>",
            &[("Ann L. Moor", Smtp, "a@x.test")],
        ),
        (
            "Ann Moor [mailto:a@x.test]",
            &[("Ann Moor", Smtp, "a@x.test")],
        ),
        ("Ann <local>", &[("Ann", Other, "local")]),
        (
            "<??Sa@x.test (Ann Moor)>",
            &[("Ann Moor", Smtp, "a@x.test")],
        ),
        // RFC 5322, A.1.2, A.1.3, A.5, A.6.1, A.6.3
        (
            "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
            &[
                ("Mary Smith", Smtp, "mary@x.test"),
                ("", Smtp, "jdoe@example.org"),
                ("Who?", Smtp, "one@y.test"),
            ],
        ),
        (
            "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
            &[
                ("", Smtp, "boss@nil.test"),
                ("Giant; \"Big\" Box", Smtp, "sysservices@example.net"),
            ],
        ),
        (
            "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
            &[
                ("Ed Jones", Smtp, "c@a.test"),
                ("", Smtp, "joe@where.test"),
                ("John", Smtp, "jdoe@one.test"),
            ],
        ),
        (
            "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
            &[("Pete", Smtp, "pete@silly.test")],
        ),
        (
            "Joe Q. Public <john.q.public@example.com>",
            &[("Joe Q. Public", Smtp, "john.q.public@example.com")],
        ),
        (
            "Mary Smith\r\n   \r\n  <@node.test:mary@example.net>, , jdoe@test  . example",
            &[
                ("Mary Smith", Smtp, "mary@example.net"),
                ("", Smtp, "jdoe@test.example"),
            ],
        ),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, wanted)| check(text, wanted))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} wrong:\n{}",
        wrong.len(),
        table.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_is_too_long_is_no_address() {
    let found = read(&format!("{}@x.test", "X".repeat(5000)), Style::Header);
    assert_eq!(
        found,
        [("too long".into(), AddressKind::None, "too long".into())]
    );
}

#[test]
fn unclosed_signs_swallow_little() {
    let quotes = format!("{} <a@x.test>", "\"\\".repeat(50_000));
    let parens = format!("{}a@x.test", "(".repeat(20_000));
    let angles = format!("{}a@x.test", "<".repeat(50_000));
    let groups = format!("{} a@x.test;", "g:".repeat(20_000));
    for text in [quotes, parens, angles, groups] {
        let found = read(&text, Style::Header);
        assert!(found.len() <= 1, "{} from {}..", found.len(), &text[..8]);
    }
    assert_eq!(read("Ann <a@x.test, Bo <b@x.test>", Style::Header).len(), 2);
}

#[test]
fn the_number_is_bounded() {
    let text = "U <u@x.test>, ".repeat(20_000);
    let mut found = Vec::new();
    assert!(!parse_list(&text, Style::Header, 10_000, &mut found));
    assert_eq!(found.len(), 10_000);
}

proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,200}") {
        read(&text, Style::Header);
        read(&text, Style::One);
        canonical(&text);
    }

    #[test]
    fn signs_are_read(text in "[a@.<>\"(),;: \\\\'/=+_-]{0,80}") {
        read(&text, Style::Header);
    }

    #[test]
    fn what_is_printed_is_read_again(
        name in "([A-Z][a-z]{1,8}( [A-Z]\\.)?,? [A-Z][a-z\"\\\\]{1,8}[a-z])?",
        local in "[a-z0-9]{1,8}([.+_-][a-z0-9]{1,8}){0,2}",
        domain in "[a-z0-9]{1,8}\\.(test|example)",
    ) {
        let address = HeaderAddress { name, address: format!("{local}@{domain}"), kind: AddressKind::Smtp };
        let mut found = Vec::new();
        parse_list(&print(&address), Style::Header, 9, &mut found);
        prop_assert_eq!(found, vec![Found::Address(address)]);
    }

    #[test]
    fn canonical_is_a_fixed_point(text in "[A-Za-z0-9.@\"\\\\ /=_]{1,30}") {
        if let Some((kind @ (Smtp | X500), address)) = canonical(&text) {
            prop_assert_eq!(canonical(&address), Some((kind, address.clone())));
        }
    }
}
