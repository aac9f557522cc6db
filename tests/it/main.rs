//! One binary for all integration tests.

mod affiliations;
mod cli;
mod containers;
mod custodians;
mod determinism;
mod diff;
mod examples;
mod export;
mod hidden;
mod hostile;
mod house;
mod messages;
mod organizations;
mod path;
mod people;
mod proof;
mod properties;
mod random_graphs;
mod readme;
mod recognize;
mod reference;
mod sample;
mod search;
mod sources;
mod support;
mod verify;
