//! Figures to SVG, for print and for a page: what is shown comes in as plain values ([`crate::report::figure`]).
//!
//! `write(figure, style, out)` of each module draws one. [`Style::Print`] is a file of 180 mm width with title, legend, notes and
//! source. [`Style::Inline`] is an `<svg>` element to stand in HTML: no title and notes (the page has them), larger letters so that it can be
//! read 390 pixels wide, ids that begin with a prefix, and a link at each actor.

pub mod canvas;
mod legend;
mod mark;
pub mod matrix;
pub mod names;
pub mod network;
pub mod path;
#[cfg(test)]
mod tests;
pub mod timeline;

/// For print or for a page.
#[derive(Clone, Copy)]
pub enum Style<'a> {
    /// A file that stands alone.
    Print,
    /// An element in HTML.
    Inline {
        /// Begins all ids, so that several figures fit one page; letters, digits and `-`.
        prefix: &'a str,
        /// Where an actor (its number in the figure) leads: `#anchor` or a relative path.
        link: &'a dyn Fn(usize) -> Option<String>,
    },
}

impl std::fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_print() { "Print" } else { "Inline" })
    }
}

impl Style<'_> {
    /// Stands alone.
    pub fn is_print(&self) -> bool {
        matches!(self, Self::Print)
    }

    /// Size of names, in millimetres of a figure 180 wide: 6.5 points in print, at least 9 pixels on a telephone.
    pub fn letters(&self) -> f64 {
        match self {
            Self::Print => crate::report::place::LETTERS,
            Self::Inline { .. } => 4.5,
        }
    }

    /// How much larger actors are than in print.
    pub fn marks(&self) -> f64 {
        if self.is_print() { 1.0 } else { 1.4 }
    }

    /// An id of the figure's own.
    pub fn id(&self, name: &str) -> String {
        match self {
            Self::Print => format!("figure-{name}"),
            Self::Inline { prefix, .. } => format!("{prefix}{name}"),
        }
    }

    /// The link of an actor: an anchor or a relative path, nothing else.
    pub fn link(&self, number: usize) -> Option<String> {
        match self {
            Self::Print => None,
            Self::Inline { link, .. } => {
                link(number).filter(|to| !to.contains(':') && !to.starts_with("//"))
            }
        }
    }
}
