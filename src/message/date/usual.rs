//! The date as most mail writes it, RFC 5322 to the letter. It does not know other forms.

use super::super::{EARLIEST, LATEST};
use super::{Moment, days, days_of};

/// `Fri, 25 May 2001 14:33:38 -0700 (PDT)`, as most dates are written; `None` if it is anything else.
pub(super) fn parse(text: &[u8]) -> Option<Moment> {
    let rest = match text {
        [a, b, c, b',', b' ', rest @ ..] if is_weekday([*a, *b, *c]) => rest,
        _ => return None,
    };
    let digit = |b: u8| b.is_ascii_digit().then(|| i64::from(b - b'0'));
    let two = |a: u8, b: u8| Some(digit(a)? * 10 + digit(b)?);
    let (day, rest) = match rest {
        [a, b' ', rest @ ..] => (digit(*a)?, rest),
        [a, b, b' ', rest @ ..] => (two(*a, *b)?, rest),
        _ => return None,
    };
    let (month, rest) = rest.split_first_chunk::<3>()?;
    let month = english_month(*month)?;
    let (clock, end) = rest.split_first_chunk::<20>()?;
    let &[
        b' ',
        y1,
        y2,
        y3,
        y4,
        b' ',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        b' ',
        sign,
        z1,
        z2,
        z3,
        z4,
    ] = clock
    else {
        return None;
    };
    let comment = end.is_empty()
        || matches!(end, [b' ', b'(', name @ .., b')'] if name.iter().all(u8::is_ascii_alphabetic));
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
    let (zone_hours, zone_minutes) = (two(z1, z2)?, two(z3, z4)?);
    let east = i16::try_from(zone_hours * 60 + zone_minutes).ok()?;
    let fits = comment
        && matches!(sign, b'+' | b'-')
        && year >= 1000
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && zone_hours < 14
        && zone_minutes < 60
        && east != 0;
    if !fits {
        return None;
    }
    let zone = if sign == b'-' { -east } else { east };
    let seconds =
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - i64::from(zone) * 60;
    (EARLIEST..LATEST).contains(&seconds).then_some(Moment {
        seconds,
        zone: Some(zone),
    })
}

fn is_weekday(name: [u8; 3]) -> bool {
    [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"].contains(&&name)
}

fn english_month(name: [u8; 3]) -> Option<i64> {
    const NAMES: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let at = NAMES.iter().position(|known| **known == name)?;
    i64::try_from(at + 1).ok()
}
