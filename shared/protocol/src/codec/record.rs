//! Records and lists: a struct's declaration is its encoding, so that the two cannot drift apart.

/// Defines a struct whose fields stand in a frame one after the other, in the order of the declaration.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl $name {
            /// The names and types of its fields, in the order of the bytes.
            pub const FIELDS: &'static [(&'static str, &'static str)] = &[$((stringify!($field), stringify!($type))),*];
        }

        impl $crate::codec::Field for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $($crate::codec::Field::put(&self.$field, out);)*
            }
            fn take(reader: &mut $crate::codec::Reader) -> Result<Self, $crate::codec::DecodeError> {
                Ok(Self { $($field: $crate::codec::Field::take(reader)?,)* })
            }
            fn parts(&self, name: &str, out: &mut Vec<$crate::codec::Part>) {
                $($crate::codec::Field::parts(&self.$field, &format!("{name}.{}", stringify!($field)), out);)*
            }
        }
    };
}
pub(crate) use record;

/// Makes `Vec` of an item a list behind a `u16` count, of at most `limit` items of at least `smallest` bytes each.
///
/// Count and smallest size are checked against the limit and what is left before anything is read (R4).
macro_rules! list {
    ($item:ty, $field:literal, limit: $limit:expr, smallest: $smallest:expr) => {
        impl $crate::codec::Field for Vec<$item> {
            fn put(&self, out: &mut Vec<u8>) {
                debug_assert!(self.len() <= $limit);
                (self.len() as u16).put(out);
                for item in self {
                    item.put(out);
                }
            }
            fn take(reader: &mut $crate::codec::Reader) -> Result<Self, $crate::codec::DecodeError> {
                let count = reader.count($field, $limit, $smallest)?;
                (0..count).map(|_| <$item>::take(reader)).collect()
            }
            fn parts(&self, name: &str, out: &mut Vec<$crate::codec::Part>) {
                (self.len() as u16).parts(&format!("{name}.count"), out);
                for (number, item) in self.iter().enumerate() {
                    item.parts(&format!("{name}[{number}]"), out);
                }
            }
        }
    };
}
pub(crate) use list;
