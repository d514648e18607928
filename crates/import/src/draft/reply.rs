//! Where the reply lies: the envelope's keys are taken off the rows of the reply.

use larkspur_spec::model::{Envelope, Field, Map, Media, Platform, Reply, Type};

/// Where the fields of the reply are in a spec.
pub(super) const FIELDS: &str = "response.fields";

/// The reply as the spec has it, of the fields of the whole answer, and the envelope's key that was
/// taken off.
pub(super) fn reply(
    media: Media,
    mut fields: Map<Field>,
    platform: &Platform,
) -> (Reply, Option<&str>) {
    let mut reply = Reply {
        media,
        envelope: None,
        under: None,
        ty: Type::Object,
        doc: None,
        note: None,
        fields: Map::new(),
    };
    let Some(envelope) = platform.envelopes.values().next().filter(|_| media == Media::Json) else {
        reply.fields = if media == Media::Json { fields } else { Map::new() };
        return (reply, None);
    };
    fields.retain(|name, _| !belongs(envelope, name));
    let data = envelope.data.as_deref();
    let alone = data.filter(|data| fields.len() == 1 && fields.contains_key(*data));
    if let Some(field) = alone.and_then(|data| fields.shift_remove(data)) {
        under_data(&mut reply, field);
    } else {
        reply.under = (data.is_some() && !fields.is_empty()).then(|| "root".to_owned());
        reply.fields = fields;
    }
    (reply, alone)
}

/// `data` is a record whose fields are the reply, or the reply itself.
fn under_data(reply: &mut Reply, data: Field) {
    match data.ty {
        // A record nobody says anything about is an empty reply.
        Type::Any => {}
        ty => {
            reply.ty = ty;
            reply.fields = data.fields;
        }
    }
}

/// Whether a key of the root is the envelope's own.
fn belongs(envelope: &Envelope, name: &str) -> bool {
    let roots = [&envelope.code, &envelope.message].into_iter().flatten();
    let roots = roots.chain(&envelope.log_id).chain(&envelope.violations);
    roots.filter_map(|path| path.split('.').next()).any(|root| root == name)
        || envelope.also.iter().any(|also| also == name)
}
