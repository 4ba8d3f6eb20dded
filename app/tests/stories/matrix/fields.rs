//! 字段 — which fields each role is given, by name, and that no number, phone or name stands unmasked in them (S-22).
