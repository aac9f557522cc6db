//! The operators of a PDF page carried out as far as they set text (PDF 32000-1, 8.4 and 9.4): matrices, fonts, strings, forms within forms.
//! It does not know which text a code stands for, nor where lines end.

use std::rc::Rc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use memchr::memmem;
use rustc_hash::FxHashMap;

use super::font::Font;
use super::layout::{Layout, Point, Run};
use super::stream::{Budget, unpack};
use crate::document::found::{Fault, Reading};
use crate::document::limits::TEXT_BYTES;

/// Forms within forms; two or three are usual.
const FORMS: usize = 16;
/// Pictures written into one content stream. The end of each is searched for, by the crate, in all that follows.
const INLINE: usize = 4096;
/// Graphics states kept (`q`); PDF asks readers for 28.
const STATES: usize = 256;

/// A linear map and a shift: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map first, then the other.
    fn then(self, other: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    fn point(self, x: f64, y: f64) -> Point {
        let [a, b, c, d, e, f] = self.0;
        Point {
            x: a * x + c * y + e,
            y: b * x + d * y + f,
        }
    }

    /// Six numbers; fewer are no matrix.
    fn of(mut numbers: impl Iterator<Item = f64>) -> Option<Self> {
        let mut matrix = [0.0; 6];
        for cell in &mut matrix {
            *cell = numbers.next().filter(|number| number.is_finite())?;
        }
        Some(Self(matrix))
    }
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Fonts and forms by name, as a page or a form has them.
#[derive(Clone)]
pub(super) struct Resources<'a> {
    fonts: Dict<'a>,
    objects: Dict<'a>,
}

impl<'a> Resources<'a> {
    pub(super) fn new(dict: &Dict<'a>) -> Self {
        Self {
            fonts: dict.get::<Dict<'a>>("Font").unwrap_or_default(),
            objects: dict.get::<Dict<'a>>("XObject").unwrap_or_default(),
        }
    }

    pub(super) fn of(fonts: Dict<'a>, objects: Dict<'a>) -> Self {
        Self { fonts, objects }
    }
}

/// What is kept from page to page.
pub(super) struct Shared {
    pub(super) budget: Budget,
    fonts: FxHashMap<ObjectIdentifier, Rc<Font>>,
    /// Codes that stand for text, and those of which nobody can tell.
    pub(super) known: u64,
    pub(super) unknown: u64,
    pub(super) pictures: u64,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            budget: Budget::new(),
            fonts: FxHashMap::default(),
            known: 0,
            unknown: 0,
            pictures: 0,
        }
    }
}

/// Sets the text of one page.
pub(super) struct Setter<'s> {
    pub(super) shared: &'s mut Shared,
    pub(super) layout: Layout,
    /// Forms that are being drawn: a form within itself is left out.
    open: Vec<ObjectIdentifier>,
}

impl<'s> Setter<'s> {
    pub(super) fn new(shared: &'s mut Shared) -> Self {
        Self {
            shared,
            layout: Layout::default(),
            open: Vec::new(),
        }
    }

    /// Carries out the operators of a page or form. O(n), n all bytes of content, those of a form once for each time it is drawn.
    pub(super) fn run(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        page: Matrix,
    ) -> Reading {
        if memmem::find_iter(content, b"EI").nth(INLINE).is_some() {
            return Err(Fault::limit(
                "a page of it has too many pictures among its text",
            ));
        }
        let mut run = Text {
            setter: self,
            resources,
            names: FxHashMap::default(),
            state: State {
                page,
                font: None,
                size: 1.0,
                letter_space: 0.0,
                word_space: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            kept: Vec::new(),
            line: Matrix::SAME,
            text: Matrix::SAME,
        };
        let mut operators = UntypedIter::new(content);
        while let Some(operator) = operators.next() {
            run.carry_out(&operator)?;
        }
        Ok(())
    }

    /// Draws a form.
    pub(super) fn form(
        &mut self,
        form: &Stream<'_>,
        outer: &Resources<'_>,
        page: Matrix,
    ) -> Reading {
        let id = form.obj_id();
        if self.open.contains(&id) {
            return Ok(());
        }
        if self.open.len() >= FORMS {
            return Err(Fault::limit("it has forms too deep inside one another"));
        }
        self.shared.budget.spend(1 << 10)?;
        let content = unpack(form, &mut self.shared.budget)?;
        let dict = form.dict();
        let matrix = dict.get::<Array<'_>>("Matrix");
        let matrix = matrix.and_then(|m| Matrix::of(m.iter::<Number>().map(|n| n.as_f64())));
        let own = dict.get::<Dict<'_>>("Resources");
        let own = own.map_or_else(|| outer.clone(), |own| Resources::new(&own));
        self.open.push(id);
        let result = self.run(&content, &own, matrix.unwrap_or(Matrix::SAME).then(page));
        self.open.pop();
        result
    }
}

/// One content stream being carried out.
struct Text<'t, 's, 'a> {
    setter: &'t mut Setter<'s>,
    resources: &'t Resources<'a>,
    /// Fonts by name, so that those without a number of their own are read once.
    names: FxHashMap<Vec<u8>, Option<Rc<Font>>>,
    state: State,
    kept: Vec<State>,
    line: Matrix,
    text: Matrix,
}

impl<'a> Text<'_, '_, 'a> {
    fn carry_out(&mut self, operator: &Instruction<'_, '_>) -> Reading {
        let number = |at: usize| match operator.operands().nth(at) {
            Some(Object::Number(number)) => number.as_f64(),
            _ => 0.0,
        };
        match &**operator.operator {
            b"q" if self.kept.len() < STATES => self.kept.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.kept.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = Matrix::of((0..6).map(number)) {
                    self.state.page = matrix.then(self.state.page);
                }
            }
            b"BT" => self.set(Matrix::SAME),
            b"Tm" => self.set(Matrix::of((0..6).map(number)).unwrap_or(Matrix::SAME)),
            b"Td" => self.step(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.step(number(0), number(1));
            }
            b"T*" => self.next_line(),
            b"TL" => self.state.leading = number(0),
            b"Tc" => self.state.letter_space = number(0),
            b"Tw" => self.state.word_space = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"Ts" => self.state.rise = number(0),
            b"Tf" => {
                self.state.size = number(1);
                if let Some(Object::Name(name)) = operator.operands().next() {
                    self.state.font = self.font(name)?;
                }
            }
            b"Do" => {
                if let Some(Object::Name(name)) = operator.operands().next() {
                    self.draw(name)?;
                }
            }
            b"BI" => self.setter.shared.pictures += 1,
            b"Tj" => self.show_first(operator, 0)?,
            b"'" => {
                self.next_line();
                self.show_first(operator, 0)?;
            }
            b"\"" => {
                self.state.word_space = number(0);
                self.state.letter_space = number(1);
                self.next_line();
                self.show_first(operator, 2)?;
            }
            b"TJ" => {
                if let Some(Object::Array(list)) = operator.operands().next() {
                    self.show_all(list)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn set(&mut self, matrix: Matrix) {
        (self.line, self.text) = (matrix, matrix);
    }

    fn step(&mut self, x: f64, y: f64) {
        self.set(Matrix::shift(x, y).then(self.line));
    }

    fn next_line(&mut self) {
        self.step(0.0, -self.state.leading);
    }

    fn font(&mut self, name: &Name<'_>) -> Result<Option<Rc<Font>>, Fault> {
        if let Some(font) = self.names.get(name.as_ref()) {
            return Ok(font.clone());
        }
        let shared = &mut self.setter.shared;
        let id = self
            .resources
            .fonts
            .get_ref(name)
            .map(ObjectIdentifier::from);
        let mut font = id.and_then(|id| shared.fonts.get(&id).cloned());
        if font.is_none()
            && let Some(dict) = self.resources.fonts.get::<Dict<'_>>(name)
        {
            let read = Rc::new(Font::read(&dict, &mut shared.budget)?);
            if let Some(id) = id {
                shared.fonts.insert(id, Rc::clone(&read));
            }
            font = Some(read);
        }
        self.names.insert(name.as_ref().to_vec(), font.clone());
        Ok(font)
    }

    fn draw(&mut self, name: &Name<'_>) -> Reading {
        let Some(object) = self.resources.objects.get::<Stream<'a>>(name) else {
            return Ok(());
        };
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => self.setter.form(&object, self.resources, self.state.page),
            Some(b"Image") => {
                self.setter.shared.pictures += 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn show_first(&mut self, operator: &Instruction<'_, '_>, at: usize) -> Reading {
        match operator.operands().nth(at) {
            Some(Object::String(string)) => self.show(string.as_bytes()),
            _ => Ok(()),
        }
    }

    fn show_all(&mut self, list: &Array<'_>) -> Reading {
        for item in list.iter::<Object<'_>>() {
            match item {
                Object::String(string) => self.show(string.as_bytes())?,
                Object::Number(number) => {
                    let step = -number.as_f64() / 1000.0 * self.state.size * self.state.stretch;
                    self.text = Matrix::shift(step, 0.0).then(self.text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Sets one string where the pen stands, and moves the pen.
    fn show(&mut self, mut bytes: &[u8]) -> Reading {
        let Some(font) = self.state.font.clone() else {
            return Ok(());
        };
        let state = &self.state;
        let shared = &mut self.setter.shared;
        let (mut text, mut pen, mut last_space) = (String::new(), 0.0, 0.0);
        while let Some((code, rest)) = font.code(bytes) {
            bytes = rest;
            match font.push(code, &mut text) {
                true => shared.known += 1,
                false => shared.unknown += 1,
            }
            last_space = state.letter_space;
            if code.is_space() {
                last_space += state.word_space;
            }
            pen += (font.width(code) * state.size + last_space) * state.stretch;
        }
        let place = self.text.then(state.page);
        let base = place.point(0.0, 0.0);
        let start = place.point(0.0, state.rise);
        let up = place.point(0.0, state.size);
        let end = place.point(pen - last_space * state.stretch, state.rise);
        let height = (up.x - base.x).hypot(up.y - base.y);
        self.text = Matrix::shift(pen, 0.0).then(self.text);
        self.setter.layout.push(Run { start, end, height }, &text);
        match self.setter.layout.len() > TEXT_BYTES {
            true => Err(Fault::limit("it has more text than is kept of a document")),
            false => Ok(()),
        }
    }
}
