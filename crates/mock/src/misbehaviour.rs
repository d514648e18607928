//! What a platform or a network can do wrong to a call.

use std::time::Duration;

/// Something that goes wrong with one call.
///
/// Nothing here loses an item behind a caller's back: whoever goes on where the last good answer
/// leads, and takes a broken answer for none, gets the whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misbehaviour {
    /// The platform's answer to a call beyond the quota, though there was room. The call is not
    /// executed and does not count.
    QuotaAnswer {
        /// The HTTP status; nothing for the documented one.
        status: Option<u16>,
        /// What the reset header says, in seconds; nothing for no such header. Platforms that
        /// have none never send one.
        reset: Option<u64>,
    },
    /// An HTTP status without a body. The call is not executed.
    ServerError(u16),
    /// The failure of a code that the operation or its platform documents. The call is not
    /// executed.
    CodeAnswer {
        /// The code.
        code: i64,
        /// The HTTP status; nothing for the documented one.
        status: Option<u16>,
    },
    /// A page of HTML, as gateways send it, with this HTTP status. The call is not executed.
    Html(u16),
    /// The call is executed, and the connection breaks within the body of its answer.
    CutBody,
    /// The connection breaks before the call is executed.
    DropBefore,
    /// The call is executed, and the connection breaks before its answer.
    DropAfter,
    /// No connection is made. It counts nowhere, since nothing was seen of it.
    Refuse,
    /// The answer takes so much longer.
    Slow(Duration),
    /// The token of the call ends before its time, and the call is told so.
    TokenExpired,
    /// The page is right, and says that more follows without a token to go on with.
    MoreWithoutToken,
    /// The page is right, and says that more follows with an empty token to go on with.
    MoreWithEmptyToken,
    /// The page is right, and says that more follows under the token of the call itself. Only a
    /// call with a token can get it.
    RepeatedToken,
    /// The page is empty and leads, with a good token, to what should have stood on it.
    EmptyPageWithMore,
    /// The page is shorter than asked for, and the list goes on right behind it. Only lists
    /// paged by token can have it. On platforms that page by number a page is short where it
    /// holds items that the caller may not see: [`MockBuilder::hidden`][crate::MockBuilder::hidden].
    ShortPage,
    /// Before the call is executed, so many items appear and so many disappear, anywhere in the
    /// list.
    Changes {
        /// Items that appear.
        appear: usize,
        /// Items that disappear.
        vanish: usize,
    },
    /// The life of the token that the call gets is told wrong by so many seconds.
    ClockOff(i64),
}

/// The kinds of [`Misbehaviour`], and groups of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// [`Misbehaviour::QuotaAnswer`]
    QuotaAnswer,
    /// [`Misbehaviour::ServerError`]
    ServerError,
    /// [`Misbehaviour::CodeAnswer`], with a code after which the call can be repeated.
    CodeAnswer,
    /// [`Misbehaviour::Html`]
    Html,
    /// [`Misbehaviour::CutBody`]
    CutBody,
    /// [`Misbehaviour::DropBefore`]
    DropBefore,
    /// [`Misbehaviour::DropAfter`]
    DropAfter,
    /// [`Misbehaviour::Refuse`]
    Refuse,
    /// [`Misbehaviour::Slow`]: a tenth of a second to two minutes.
    Slow,
    /// [`Misbehaviour::TokenExpired`]
    TokenExpired,
    /// [`Misbehaviour::MoreWithoutToken`]
    MoreWithoutToken,
    /// [`Misbehaviour::MoreWithEmptyToken`]
    MoreWithEmptyToken,
    /// [`Misbehaviour::RepeatedToken`]
    RepeatedToken,
    /// [`Misbehaviour::EmptyPageWithMore`]
    EmptyPageWithMore,
    /// [`Misbehaviour::ShortPage`]
    ShortPage,
    /// [`Misbehaviour::Changes`], of lists that are paged by token: reading pages by number
    /// cannot be exact while items come and go.
    Changes,
    /// [`Misbehaviour::ClockOff`]
    ClockOff,
}

impl Kind {
    /// What a network does.
    pub const NETWORK: &'static [Kind] =
        &[Kind::CutBody, Kind::DropBefore, Kind::DropAfter, Kind::Refuse, Kind::Slow];
    /// What a platform answers in trouble; the same call can succeed later.
    pub const TROUBLE: &'static [Kind] =
        &[Kind::QuotaAnswer, Kind::ServerError, Kind::CodeAnswer, Kind::Html];
    /// What goes wrong with tokens.
    pub const TOKENS: &'static [Kind] = &[Kind::TokenExpired, Kind::ClockOff];
    /// Pages that are odd and lead on all the same.
    pub const ODD_PAGES: &'static [Kind] = &[Kind::EmptyPageWithMore, Kind::ShortPage];
    /// Pages from which nobody can go on.
    pub const BROKEN_PAGES: &'static [Kind] =
        &[Kind::MoreWithoutToken, Kind::MoreWithEmptyToken, Kind::RepeatedToken];
    /// All of them.
    pub const ALL: &'static [Kind] = &[
        Kind::QuotaAnswer,
        Kind::ServerError,
        Kind::CodeAnswer,
        Kind::Html,
        Kind::CutBody,
        Kind::DropBefore,
        Kind::DropAfter,
        Kind::Refuse,
        Kind::Slow,
        Kind::TokenExpired,
        Kind::MoreWithoutToken,
        Kind::MoreWithEmptyToken,
        Kind::RepeatedToken,
        Kind::EmptyPageWithMore,
        Kind::ShortPage,
        Kind::Changes,
        Kind::ClockOff,
    ];
}

impl AsRef<[Kind]> for Kind {
    fn as_ref(&self) -> &[Kind] {
        std::slice::from_ref(self)
    }
}

impl Misbehaviour {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Misbehaviour::QuotaAnswer { .. } => Kind::QuotaAnswer,
            Misbehaviour::ServerError(_) => Kind::ServerError,
            Misbehaviour::CodeAnswer { .. } => Kind::CodeAnswer,
            Misbehaviour::Html(_) => Kind::Html,
            Misbehaviour::CutBody => Kind::CutBody,
            Misbehaviour::DropBefore => Kind::DropBefore,
            Misbehaviour::DropAfter => Kind::DropAfter,
            Misbehaviour::Refuse => Kind::Refuse,
            Misbehaviour::Slow(_) => Kind::Slow,
            Misbehaviour::TokenExpired => Kind::TokenExpired,
            Misbehaviour::MoreWithoutToken => Kind::MoreWithoutToken,
            Misbehaviour::MoreWithEmptyToken => Kind::MoreWithEmptyToken,
            Misbehaviour::RepeatedToken => Kind::RepeatedToken,
            Misbehaviour::EmptyPageWithMore => Kind::EmptyPageWithMore,
            Misbehaviour::ShortPage => Kind::ShortPage,
            Misbehaviour::Changes { .. } => Kind::Changes,
            Misbehaviour::ClockOff(_) => Kind::ClockOff,
        }
    }
}
