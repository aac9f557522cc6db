//! One binary for all integration tests.

mod cli;
mod containers;
mod determinism;
mod examples;
mod export;
mod hostile;
mod house;
mod messages;
mod organizations;
mod people;
mod properties;
mod readme;
mod recognize;
mod reference;
mod sample;
mod search;
mod sources;
mod support;
