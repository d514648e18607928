//! Tokens: one hash for each key, and beside it the lock of who gets the next one.

use crate::{RedisStore, RedisStoreError, millis, script};
use larkspur_runtime::{
    BoxFuture, RefreshToken, Secret, StoreError, StoredToken, Timestamp, Token, TokenKey,
    TokenLock, TokenStore,
};
use std::time::Duration;

/// How long a token is kept after its end: whoever has a clock that is behind still finds it, and
/// the mark of a refresh token that was sent stays for as long.
const MARGIN: Duration = Duration::from_secs(3600);

/// What `extra` values are called in the hash: this, a number for their order, and their name.
const EXTRA: &str = "extra:";

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl TokenStore for RedisStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> Answer<'a, Option<StoredToken>> {
        Box::pin(async move {
            let key = self.token_key(key);
            let mut command = redis::cmd("HGETALL");
            command.arg(&key);
            let answer = self.link.ask(&command, self.timeout).await;
            let value = answer.map_err(|error| error.about(&key))?;
            let fields: Vec<(String, String)> = redis::from_redis_value(value)
                .map_err(|_| RedisStoreError::unreadable(&key, "type"))?;
            Ok(read(fields, &key)?)
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.token_key(key)];
            let life = life(&token, Timestamp::now());
            let call = script::SAVE.on(&keys).with(millis(life)).with(written(&token));
            call.run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }

    fn remove_if<'a>(&'a self, key: &'a TokenKey, rejected: &'a Token) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.token_key(key)];
            let call = script::REMOVE_IF.on(&keys).with(rejected.value().expose());
            call.run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }

    fn lock<'a>(&'a self, key: &'a TokenKey, lease: Duration) -> Answer<'a, Option<TokenLock>> {
        Box::pin(async move {
            let keys = [self.lock_key(key)];
            let mut asking = Asking { store: self, key, holder: Some(self.names.next()) };
            let call = script::LOCK.on(&keys).with(&asking.holder).with(millis(lease));
            let taken = call.run(&*self.link, self.timeout).await?;
            let holder = asking.holder.take();
            Ok(holder.filter(|_| taken == 1).map(TokenLock))
        })
    }

    fn unlock<'a>(&'a self, key: &'a TokenKey, lock: &'a TokenLock) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.lock_key(key)];
            script::UNLOCK.on(&keys).with(&lock.0).run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }

    fn spend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, bool> {
        Box::pin(async move {
            let keys = [self.token_key(key)];
            let call = script::SPEND.on(&keys).with(refresh.expose()).with(self.names.next());
            Ok(call.run(&*self.link, self.timeout).await? == 1)
        })
    }

    fn unspend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.token_key(key)];
            let call = script::UNSPEND.on(&keys).with(refresh.expose());
            call.run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }
}

/// A lock that was asked for and may be held without the holder's knowing: the answer did not
/// come, or the caller went away. It is given back, so that nobody waits for the end of the lease.
struct Asking<'a> {
    store: &'a RedisStore,
    key: &'a TokenKey,
    holder: Option<String>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let Some(holder) = self.holder.take() else { return };
        // Without a runtime the lock ends by itself, with its lease.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (store, key) = (self.store.clone(), self.key.clone());
        runtime.spawn(async move { store.unlock(&key, &TokenLock(holder)).await });
    }
}

impl RedisStore {
    fn token_key(&self, key: &TokenKey) -> String {
        format!("{}token:{key}", self.prefix)
    }

    fn lock_key(&self, key: &TokenKey) -> String {
        format!("{}lock:{key}", self.prefix)
    }
}

/// How long Redis keeps it: until the last of its parts has ended, and the margin.
fn life(token: &StoredToken, now: Timestamp) -> Duration {
    let refresh = token.refresh.as_ref().map(|refresh| refresh.expires_at);
    let end = refresh.into_iter().fold(token.expires_at, Timestamp::max);
    let left = end.as_millis().saturating_sub(now.as_millis());
    Duration::from_millis(u64::try_from(left).unwrap_or(0)).saturating_add(MARGIN)
}

/// The hash of a token: names and values in turn.
fn written(token: &StoredToken) -> Vec<String> {
    let mut fields = vec![
        ("token".to_owned(), token.token.value().expose().to_owned()),
        ("expires_at".to_owned(), token.expires_at.as_millis().to_string()),
    ];
    for (index, (name, value)) in token.token.extra().enumerate() {
        fields.push((format!("{EXTRA}{index}:{name}"), value.expose().to_owned()));
    }
    if let Some(refresh) = &token.refresh {
        fields.push(("refresh".to_owned(), refresh.value.expose().to_owned()));
        fields.push(("refresh_expires_at".to_owned(), refresh.expires_at.as_millis().to_string()));
        if refresh.spent {
            fields.push(("spent".to_owned(), "saved".to_owned()));
        }
    }
    fields.into_iter().flat_map(|(name, value)| [name, value]).collect()
}

/// The token of a hash; none of an empty one, which is how Redis says that there is none.
fn read(fields: Vec<(String, String)>, key: &str) -> Result<Option<StoredToken>, RedisStoreError> {
    if fields.is_empty() {
        return Ok(None);
    }
    let text = |wanted: &'static str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let needed = |wanted| text(wanted).ok_or_else(|| RedisStoreError::unreadable(key, wanted));
    let instant = |wanted| {
        let millis =
            needed(wanted)?.parse().map_err(|_| RedisStoreError::unreadable(key, wanted))?;
        Ok::<_, RedisStoreError>(Timestamp::from_millis(millis))
    };
    let mut token = Token::new(needed("token")?);
    for (name, value) in extras(&fields, key)? {
        token = token.with_extra(name, value);
    }
    let stored = StoredToken::new(token, instant("expires_at")?);
    let Some(refresh) = text("refresh") else { return Ok(Some(stored)) };
    let mut refresh = RefreshToken::new(refresh, instant("refresh_expires_at")?);
    refresh.spent = text("spent").is_some();
    Ok(Some(stored.with_refresh(refresh)))
}

/// The values beside a token, in the order in which they were given.
fn extras<'a>(
    fields: &'a [(String, String)],
    key: &str,
) -> Result<Vec<(&'a str, &'a str)>, RedisStoreError> {
    let mut extras = Vec::new();
    for (name, value) in fields {
        let Some(name) = name.strip_prefix(EXTRA) else { continue };
        let numbered = name.split_once(':').and_then(|(index, name)| {
            let index: usize = index.parse().ok()?;
            Some((index, name))
        });
        let (index, name) = numbered.ok_or_else(|| RedisStoreError::unreadable(key, EXTRA))?;
        extras.push((index, name, value.as_str()));
    }
    extras.sort_unstable();
    Ok(extras.into_iter().map(|(_, name, value)| (name, value)).collect())
}
