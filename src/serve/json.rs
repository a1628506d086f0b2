use std::fmt::{self, Debug};
use std::io;

use tracing::field::{Field, Visit};
use tracing::span::Record;
use tracing::{Event, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// An event as a line of JSON: the fields of the event, the span that it is in as `span`, and those around that as `spans`.
///
/// The JSON of tracing-subscriber reads and writes a span's fields anew at each record and each event, which costs more than all
/// else that a call costs. Here the fields are written once, as `,"name":value`, and copied.
pub(super) struct Json;

impl<S: Subscriber + for<'a> LookupSpan<'a>> FormatEvent<S, Self> for Json {
    fn format_event(&self, context: &FmtContext<'_, S, Self>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        line.write_str(r#"{"timestamp":""#)?;
        SystemTime.format_time(&mut line)?;
        write!(line, r#"","level":"{}""#, event.metadata().level())?;
        Fields::write(&mut line, event)?;
        if let Some(span) = context.lookup_current() {
            write_span(&mut line, r#","span":{"name":""#, &span)?;
            for (number, parent) in span.scope().skip(1).enumerate() {
                write_span(&mut line, if number == 0 { r#","spans":[{"name":""# } else { r#",{"name":""# }, &parent)?;
            }
            line.write_str(if span.parent().is_some() { "]" } else { "" })?;
        }
        line.write_str("}\n")
    }
}

fn write_span<'a, S: LookupSpan<'a>>(
    line: &mut Writer<'_>,
    start: &str,
    span: &tracing_subscriber::registry::SpanRef<'a, S>,
) -> fmt::Result {
    line.write_str(start)?;
    line.write_str(span.name())?;
    line.write_char('"')?;
    if let Some(fields) = span.extensions().get::<FormattedFields<Json>>() {
        line.write_str(fields)?;
    }
    line.write_char('}')
}

impl<'a> FormatFields<'a> for Json {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'a>, fields: R) -> fmt::Result {
        Fields::write(&mut writer, fields)
    }

    fn add_fields(&self, current: &'a mut FormattedFields<Self>, fields: &Record<'_>) -> fmt::Result {
        let mut names = Names(Vec::with_capacity(8));
        fields.record(&mut names);
        forget(&mut current.fields, &names.0);
        current.fields.reserve(128);
        Fields::write(&mut current.as_writer(), fields)
    }
}

/// Takes fields away that have a new value now.
fn forget(fields: &mut String, names: &[&str]) {
    let mut start = 0;
    while let Some((name, length)) = first(&fields[start..]) {
        if names.contains(&name) {
            fields.replace_range(start..start + length, "");
        } else {
            start += length;
        }
    }
}

/// The name and the length of the first field. A quotation mark within a value is escaped, and no number has a comma.
fn first(fields: &str) -> Option<(&str, usize)> {
    let (name, value) = fields.strip_prefix(",\"")?.split_once("\":")?;
    let mut escaped = false;
    let length = match value.strip_prefix('"') {
        Some(text) => {
            text.bytes().position(|byte| {
                let ends = byte == b'"' && !escaped;
                escaped = byte == b'\\' && !escaped;
                ends
            })? + 2
        }
        None => value.bytes().position(|byte| byte == b',').unwrap_or(value.len()),
    };
    Some((name, fields.len() - value.len() + length))
}

struct Names(Vec<&'static str>);

impl Visit for Names {
    fn record_debug(&mut self, field: &Field, _: &dyn Debug) {
        self.0.push(field.name());
    }
}

/// Writes fields as `,"name":value`.
struct Fields<'a, 'b> {
    writer: &'a mut Writer<'b>,
    result: fmt::Result,
}

impl<'a, 'b> Fields<'a, 'b> {
    fn write(writer: &'a mut Writer<'b>, fields: impl RecordFields) -> fmt::Result {
        let mut visitor = Self { writer, result: Ok(()) };
        fields.record(&mut visitor);
        visitor.result
    }

    fn write_one(&mut self, field: &Field, write: impl FnOnce(&mut Writer<'b>) -> fmt::Result) {
        self.result = self.result.and_then(|()| {
            for part in [",\"", field.name(), "\":"] {
                self.writer.write_str(part)?;
            }
            write(self.writer)
        });
    }
}

impl Visit for Fields<'_, '_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.write_one(field, |writer| if value.is_finite() { write!(writer, "{value}") } else { writer.write_str("null") });
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write_one(field, |writer| write!(writer, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write_one(field, |writer| write!(writer, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write_one(field, |writer| write!(writer, "{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let plain = value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
        self.write_one(field, |writer| {
            if plain {
                return ["\"", value, "\""].into_iter().try_for_each(|part| writer.write_str(part));
            }
            serde_json::to_writer(Bytes(writer), value).map_err(|_| fmt::Error)
        });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// Bytes of JSON, which are text.
struct Bytes<'a, 'b>(&'a mut Writer<'b>);

impl io::Write for Bytes<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_str(text).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
