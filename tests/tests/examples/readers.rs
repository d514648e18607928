//! The generated reply of every operation that answers JSON, and how its client reads it.

use larkspur::runtime::decode::Layout;
use larkspur::runtime::{Endpoint, JsonEndpoint, Operation};
use serde::Serialize;
use serde_json::Value;

/// The reading side of one operation.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) operation: &'static Operation,
    /// A whole reply, as the client understands it.
    pub(crate) read: fn(&[u8]) -> Result<Value, String>,
}

fn reader<P: JsonEndpoint>() -> Reader
where
    P::Reply: Serialize,
{
    Reader { operation: <P as Endpoint>::OPERATION, read: read::<P> }
}

fn read<P: JsonEndpoint>(bytes: &[u8]) -> Result<Value, String>
where
    P::Reply: Serialize,
{
    let (status, reply) = <P::Layout as Layout>::read(bytes, <P as Endpoint>::OPERATION)
        .map_err(|error| error.to_string())?;
    if !status.success {
        return Err(format!("taken for a failure with the code {:?}", status.code));
    }
    serde_json::to_value(&reply).map_err(|error| error.to_string())
}

macro_rules! readers {
    ($($platform:ident $(:: $segment:ident)+;)+) => {
        /// Every operation that answers JSON.
        pub(crate) fn readers() -> Vec<Reader> {
            vec![$(reader::<larkspur::$platform $(:: $segment)+::Parameters>()),+]
        }
    };
}

readers! {
    feishu::admin::v1::badge_grant::list;
    feishu::aily::v1::app_data_asset::delete;
    feishu::aily::v1::session::update;
    feishu::aily::v1::session_message::get;
    feishu::approval::v1::message::update;
    feishu::approval::v2::file::upload;
    feishu::approval::v4::approval::create;
    feishu::approval::v4::instance::list;
    feishu::approval::v4::instance::preview;
    feishu::auth::v3::tenant_access_token::internal;
    feishu::authen::v2::oauth::get_user_access_token;
    feishu::authen::v2::oauth::refresh_user_access_token;
    feishu::bitable::v1::app_table_field::create;
    feishu::bitable::v1::app_table_record::batch_update;
    feishu::bitable::v1::app_table_view::patch;
    feishu::bot::v3::info::get;
    feishu::contact::v3::user::batch_get_id;
    feishu::contact::v3::user::get;
    feishu::contact::v3::user::patch;
    feishu::corehr::v1::custom_field::query;
    feishu::corehr::v1::employment::patch;
    feishu::corehr::v2::basic_info_city::search;
    feishu::corehr::v2::default_cost_center::batch_query;
    feishu::directory::v1::department::mget;
    feishu::directory::v1::department::search;
    feishu::directory::v1::employee::create;
    feishu::directory::v1::employee::filter;
    feishu::directory::v1::employee::search;
    feishu::document_ai::v1::contract::field_extraction;
    feishu::document_ai::v1::driving_license::recognize;
    feishu::document_ai::v1::health_certificate::recognize;
    feishu::drive::v1::file_comment::batch_query;
    feishu::drive::v1::file_version::list;
    feishu::drive::v1::media::upload_all;
    feishu::drive::v1::media::upload_part;
    feishu::drive::v1::media::upload_prepare;
    feishu::helpdesk::v1::agent_skill::list;
    feishu::helpdesk::v1::category::delete;
    feishu::helpdesk::v1::customized_field::list;
    feishu::helpdesk::v1::ticket_customized_field::create;
    feishu::im::v1::chat_tab::delete_tabs;
    feishu::im::v1::message::create;
    feishu::im::v1::message::patch;
    feishu::jssdk::ticket::get;
    feishu::mail::v1::mailgroup::get;
    feishu::meeting_room::freebusy::batch_get;
    feishu::message::v4::batch_send;
    feishu::personal_settings::v1::system_status::create;
    feishu::sheets::v2::spreadsheet::values_image;
    feishu::sheets::v2::spreadsheet_data_validation::delete;
    feishu::sheets::v2::spreadsheet_data_validation::get;
    feishu::sheets::v2::spreadsheet_data_validation::update;
    feishu::task::v2::attachment::upload;
    feishu::task::v2::task::get;
    feishu::task::v2::tasklist::list;
    feishu::user::v4::app_admin_user::list;
    feishu::wiki::v2::space::list;
    feishu_project::work_item::deliverable::batch_query;
    feishu_project::work_item::filter;
    fxiaoke::crm::object::approval_instances::query;
}
