//! Names found in text. Its rooms are furnished by a later change; facts are kept so that it can be.
