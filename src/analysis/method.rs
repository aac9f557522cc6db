//! What a measure returns: values and how they were made. It does not know any measure.

use serde::Serialize;

/// How a number was made; goes into the manifest beside the values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Method {
    /// Name of the measure, lower case.
    pub name: &'static str,
    /// Parameters in a fixed order: name, value as text.
    pub parameters: Vec<(&'static str, String)>,
    /// False if the values are estimated from a sample or were found by a heuristic.
    pub exact: bool,
    /// Bound of the error in the units of the values, if one is known; the parameter `error_is` says which bound.
    pub error: Option<f64>,
    /// Iterations done (sweeps, passes, sampled sources), 0 for a direct computation.
    pub iterations: u64,
    /// False if an iteration ended at its limit and not at its tolerance.
    pub converged: bool,
    /// The paper or text that defines the measure.
    pub reference: &'static str,
}

impl Method {
    /// A direct, exact computation.
    pub fn direct(name: &'static str, reference: &'static str) -> Self {
        Self {
            name,
            parameters: Vec::new(),
            exact: true,
            error: None,
            iterations: 0,
            converged: true,
            reference,
        }
    }

    /// The same with one parameter more.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }
}

/// One value a vertex, `values[v]` for vertex `v`; never NaN.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// The values, as many as the graph has vertices.
    pub values: Vec<f64>,
    /// How they were made.
    pub method: Method,
}

/// One value a vertex where the measure is defined, `None` where it is not; never NaN.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartialScores {
    /// The values, as many as the graph has vertices.
    pub values: Vec<Option<f64>>,
    /// How they were made.
    pub method: Method,
}

/// One value an arc, in the order of the arcs of the graph ([`super::Csr::arcs`]); never NaN.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArcScores {
    /// The values, as many as the graph has arcs.
    pub values: Vec<f64>,
    /// How they were made.
    pub method: Method,
}
