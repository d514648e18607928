//! The replies of calls that are in order: lists, records and files.

use crate::app::App;
use crate::catalogue::Served;
use crate::data::{DataSet, echo};
use crate::dotted;
use crate::faults::{Fault, Kind};
use crate::files;
use crate::input::Input;
use crate::list::List;
use crate::page::{self, Cutting, Oddity, Refusal};
use crate::synth::Synth;
use larkspur_spec::model::{Field, Type};
use serde_json::{Value, json};

/// Why a call that looked right gets no reply.
pub(crate) enum Refused {
    Fault(Box<Fault>),
    Code(i64),
}

/// A page of a list, or all of it.
pub(crate) fn list(
    app: &App,
    served: &Served,
    list: &List,
    set: &DataSet,
    input: &Input,
    oddity: &mut Option<Oddity>,
) -> Result<Value, Refused> {
    let values = &input.values;
    let mut fits = set.asked(served, values, app.edges);
    if served.operation.paging.is_none() && app.ids.foreign(served, set, values) {
        fits.end = fits.start;
    }
    let asked = page::with_defaults(served, values);
    let cutting = Cutting {
        served,
        places: &set.places,
        fits,
        values: &asked,
        last: app.last_token,
        reach: app.reach(served),
    };
    let page = cutting.cut(oddity).map_err(|refusal| refused(served, refusal))?;
    let shown = set.places.range(page.items).filter(|place| set.places.is_shown(*place));
    let items: Value = shown.map(|place| set.item(served, list, place, &asked)).collect();
    if list.items.is_empty() {
        return Ok(items);
    }
    let mut reply = beside(served, list, &asked);
    dotted::set(&mut reply, &list.items, items);
    for (path, value) in page.fields {
        dotted::set(&mut reply, &path, value);
    }
    Ok(reply)
}

fn refused(served: &Served, refusal: Refusal) -> Refused {
    let paging = served.operation.paging.as_ref();
    let token = paging.and_then(|paging| paging.token.clone());
    let (at, reason) = match refusal {
        Refusal::Beyond(Some(code)) => return Refused::Code(code),
        Refusal::Beyond(None) => {
            let page = paging.and_then(|paging| paging.page.clone());
            (page, "lies beyond what can be reached")
        }
        Refusal::Token => (token, "is no token of this query"),
    };
    Refused::Fault(Box::new(Fault {
        kind: Kind::Invalid,
        at: at.unwrap_or_default(),
        types: Vec::new(),
        value: Value::Null,
        reason: reason.to_owned(),
    }))
}

/// What a reply holds beside its items: whatever does not steer the paging, made up.
fn beside(served: &Served, list: &List, asked: &Value) -> Value {
    let synth = Synth { platform: &served.platform, number: 0, examples: true };
    let fields = served.operation.response.fields.iter();
    let mut reply = synth.record(fields.filter(|(name, _)| **name != list.items), 0);
    if let Some(paging) = &served.operation.paging {
        let next = paging.next.as_ref().or(paging.token.as_ref());
        for path in next.into_iter().chain(&paging.more) {
            dotted::remove(&mut reply, path);
        }
    }
    for value in reply.as_object_mut().into_iter().flat_map(|map| map.values_mut()) {
        echo(value, asked);
    }
    echo(&mut reply, asked);
    reply
}

/// A reply that is no list: the spec's example, or one made up from its fields.
pub(crate) fn record(app: &App, served: &Served, input: Input) -> Value {
    let mut reply = example(served).unwrap_or_else(|| invented(served));
    echo(&mut reply, &input.values);
    if let Some(file) = input.file {
        let name = files::token(&reply).map(|(name, _)| name.clone());
        if let Some(name) = name {
            let token = format!("mock-{name}-{:06}", app.serial());
            app.files.store(&token, file);
            dotted::set(&mut reply, &name, json!(token));
        }
    }
    for (name, value) in reply.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str() {
            app.ids.learn(&served.platform.name, name, text);
        }
    }
    reply
}

/// The reply within the spec's example.
fn example(served: &Served) -> Option<Value> {
    let whole = served.operation.examples.iter().find_map(|example| example.reply.as_ref())?;
    let response = &served.operation.response;
    let frame = crate::envelope::named(&served.platform, response.envelope.as_deref());
    let data = frame.and_then(|frame| frame.data.as_deref());
    match response.under.as_deref().or(data) {
        Some(key) if key != "root" => dotted::get(whole, key).cloned(),
        _ => {
            let names = response.fields.keys();
            let pairs = names.filter_map(|name| Some((name.clone(), whole.get(name)?.clone())));
            Some(Value::Object(pairs.collect()))
        }
    }
}

fn invented(served: &Served) -> Value {
    let response = &served.operation.response;
    let synth = Synth { platform: &served.platform, number: 0, examples: true };
    let field = Field { fields: response.fields.clone(), ..Field::default() };
    match &response.ty {
        Type::Object => synth.record(&response.fields, 0),
        ty => synth.value("value", ty, &field, 0),
    }
}
