//! What is found besides ties: planted in small archives and looked for. Each archive is made here, from a seed; so what must come out is known.

mod back_channels;
mod brokers;
mod changes;
mod introductions;
mod planted;
mod times;
