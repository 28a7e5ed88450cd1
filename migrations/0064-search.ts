import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The wall, and no right of the program: what is searched is written by triggers and read through one function only. */
const wall = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY area_wall ON ${table} USING (area_id = ANY ((SELECT app_areas())::uuid[]));
  -- Full-text and array operators are not leak-proof, so under the policy above they reach no index. The functions below read
  -- as the owner and ask for the areas themselves.
  CREATE POLICY searched_by_owner ON ${table} FOR SELECT TO CURRENT_USER USING (true);`;

/** Head of a function that makes words; it looks at what it is given only. */
const pure = 'IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp';
/** Head of one that works as the owner. */
const asOwner = 'SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';

/**
 * Of functions that look things up: planned once for a connection, for the index by words whatever the statistics say, since no
 * other way is ever quicker.
 */
const plannedOnce = 'SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off';

/**
 * What rows `r` of a table are found by: their `name` in `lane`, other `words` as arrays of tokens; `found`: whether at all.
 * Rows of which none of `of` changed are left alone.
 */
interface Source {
  table: string;
  lane: string;
  name: string;
  words: string[];
  of: string[];
  found?: string;
}

const token = (lane: string, words: string) => `search_tokens('${lane}', r.area_id, ${words})`;
const sources: Source[] = [
  {
    table: 'employer',
    of: ['name', 'trading_names', 'town', 'postcode', 'register_number', 'website', 'merged_into'],
    found: 'r.merged_into IS NULL',
    lane: 'e',
    name: 'r.name',
    // Of what partners see: names and the first half of the postcode.
    words: [
      token('e', `search_words(array_to_string(r.trading_names, ' '))`),
      token('e', `ARRAY[lower(split_part(r.postcode, ' ', 1))]`),
      token('E', 'search_words(r.town)'),
      token(
        'E',
        `ARRAY[lower(replace(r.postcode, ' ', '')), lower(r.register_number), ltrim(r.register_number, '0')]`,
      ),
      token('E', 'ARRAY[search_host(r.website)]'),
    ],
  },
  {
    table: 'contact',
    of: ['name', 'email', 'phone', 'erased_at'],
    found: 'r.erased_at IS NULL',
    lane: 'p',
    name: 'r.name',
    words: [token('P', 'search_email(r.email)'), token('P', 'search_phone(r.phone)')],
  },
  {
    table: 'delegate',
    of: ['name', 'email'],
    found: `r.name <> ''`,
    lane: 'd',
    name: 'r.name',
    words: [token('d', 'search_email(r.email)')],
  },
  {
    table: 'booking',
    of: ['booker_name', 'booker_email', 'booker_phone'],
    found: `r.booker_name <> ''`,
    lane: 'd',
    name: 'r.booker_name',
    words: [
      token('d', 'search_email(r.booker_email)'),
      token('d', 'search_phone(r.booker_phone)'),
      token('d', 'search_words(r.reference)'),
    ],
  },
  {
    table: 'session',
    of: ['title', 'code'],
    lane: 's',
    name: 'r.title',
    words: [
      token('s', 'ARRAY[lower(r.code)]'),
      token(
        's',
        `search_words((SELECT string_agg(concat_ws(' ', d.venue, d.town), ' ') FROM session_date d
                        WHERE d.area_id = r.area_id AND d.session_id = r.id))`,
      ),
    ],
  },
  { table: 'survey', of: ['title'], lane: 'q', name: 'r.title', words: [] },
];

/** Entries of the rows of `from`. */
const entries = ({ table, lane, name, words, found = 'true' }: Source, from: string): string => `
  INSERT INTO search_entry (area_id, source, id, lane, name_key, words)
  SELECT r.area_id, '${table}', r.id, '${lane}', left(array_to_string(k.name, ' '), 200),
         array_to_tsvector(array_remove(${[token(lane, 'k.name'), ...words].join(' || ')}, NULL))
    FROM ${from} r, LATERAL (SELECT search_words(${name}) AS name OFFSET 0) k WHERE ${found}
  ON CONFLICT (area_id, source, id) DO UPDATE SET name_key = EXCLUDED.name_key, words = EXCLUDED.words`;

/** Keeps the entries of a table: one statement for however many rows one statement has written. */
function keep(source: Source): string {
  const { table, of, found = 'true' } = source;
  const columns = (row: string) => of.map((column) => `${row}.${column}`).join(', ');
  const changed = `(SELECT n.* FROM new_rows n JOIN old_rows o USING (area_id, id)
                     WHERE (${columns('n')}) IS DISTINCT FROM (${columns('o')}))`;
  return `
    CREATE FUNCTION search_${table}_added() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
    BEGIN
      ${entries(source, 'new_rows')};
      RETURN NULL;
    END $$;
    CREATE FUNCTION search_${table}_changed() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
    BEGIN
      ${entries(source, changed)};
      ${
        found === 'true'
          ? ''
          : `DELETE FROM search_entry e USING new_rows r
              WHERE e.area_id = r.area_id AND e.source = '${table}' AND e.id = r.id AND NOT (${found});`
      }
      RETURN NULL;
    END $$;
    CREATE FUNCTION search_${table}_deleted() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
    BEGIN
      DELETE FROM search_entry e USING old_rows o WHERE e.area_id = o.area_id AND e.source = '${table}' AND e.id = o.id;
      RETURN NULL;
    END $$;
    CREATE TRIGGER search_added AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION search_${table}_added();
    CREATE TRIGGER search_changed AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION search_${table}_changed();
    CREATE TRIGGER search_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION search_${table}_deleted();
    ${entries(source, table)};`;
}

/** Searching (docs/decisions/0041-finding.md): entries of whatever is looked for, the words there are, one function that finds. */
export class Search1764000000064 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- A row for each record that is looked for. words: tokens that say in which lane (a letter: of which kind, and for small
      -- letters of employers and contacts what partners see too), in which area, and which word.
      CREATE TABLE search_entry (
        area_id uuid NOT NULL,
        source text NOT NULL CHECK (source IN ('employer', 'contact', 'delegate', 'booking', 'session', 'survey')),
        id uuid NOT NULL,
        lane text NOT NULL,
        name_key text COLLATE "C" NOT NULL,
        words tsvector NOT NULL,
        PRIMARY KEY (area_id, source, id)
      );
      ${wall('search_entry')}

      -- The words there are, for those that are misspelt. Not unique: who adds one never waits for another who adds it.
      CREATE TABLE search_word (
        area_id uuid NOT NULL,
        token text COLLATE "C" NOT NULL
      );
      CREATE INDEX search_word_token ON search_word (area_id, token);
      ${wall('search_word')}
    `);
    await db.query(functions);
    await db.query(`
      CREATE INDEX search_word_near ON search_word USING gin (search_near(token));
      CREATE FUNCTION search_words_added() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        INSERT INTO search_word (area_id, token)
        SELECT t.area_id, t.token
          FROM (SELECT DISTINCT n.area_id, unnest(tsvector_to_array(n.words)) AS token FROM new_rows n) t
         WHERE t.token ~ '^.{5}[a-z]{4,30}$'
           AND NOT EXISTS (SELECT FROM search_word w WHERE w.area_id = t.area_id AND w.token = t.token);
        RETURN NULL;
      END $$;
      -- No word outlives the last record that has it: it may be somebody's name.
      CREATE FUNCTION search_words_gone() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      DECLARE gone record;
      BEGIN
        FOR gone IN SELECT DISTINCT o.area_id, unnest(tsvector_to_array(o.words)) AS token FROM old_rows o LOOP
          CONTINUE WHEN gone.token !~ '^.{5}[a-z]{4,30}$';
          IF NOT EXISTS (SELECT FROM search_entry e WHERE e.words @@ search_quoted(gone.token)::tsquery AND e.area_id = gone.area_id) THEN
            DELETE FROM search_word w WHERE w.area_id = gone.area_id AND w.token = gone.token;
          END IF;
        END LOOP;
        RETURN NULL;
      END $$;
      ALTER FUNCTION search_words_gone() SET enable_seqscan = off;
      CREATE TRIGGER words_added AFTER INSERT ON search_entry REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_words_added();
      CREATE TRIGGER words_changed AFTER UPDATE ON search_entry REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_words_added();
      CREATE TRIGGER words_left AFTER UPDATE ON search_entry REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_words_gone();
      CREATE TRIGGER words_gone AFTER DELETE ON search_entry REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_words_gone();

      ${sources.map(keep).join('\n')}

      -- Where a session is held stands in a table of its own.
      CREATE FUNCTION search_session_date() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        ${entries(sources.find((s) => s.table === 'session')!, `(SELECT s.* FROM session s WHERE (s.area_id, s.id) IN (SELECT area_id, session_id FROM rows))`)};
        RETURN NULL;
      END $$;
      CREATE TRIGGER search_added AFTER INSERT ON session_date REFERENCING NEW TABLE AS rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_session_date();
      CREATE TRIGGER search_changed AFTER UPDATE ON session_date REFERENCING NEW TABLE AS rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_session_date();
      CREATE TRIGGER search_deleted AFTER DELETE ON session_date REFERENCING OLD TABLE AS rows
        FOR EACH STATEMENT EXECUTE FUNCTION search_session_date();

      CREATE INDEX search_entry_name ON search_entry (area_id, lane, name_key);
      CREATE INDEX search_entry_words ON search_entry USING gin (words);
    `);
    const made: { name: string }[] = await db.query(
      `SELECT oid::regprocedure::text AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'search_')`,
    );
    for (const { name } of made) await db.query(`REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`);
    await db.query('GRANT EXECUTE ON FUNCTION search_find TO crm_program');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}

const functions = `
  -- A text as its words: without case, accents, punctuation and what says only how an employer is set up. "THE Café & Co.
  -- Limited" is {cafe}; what has no other words keeps these.
  CREATE FUNCTION search_words(said text) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE
    t text := left(said, 2000);
    telling text[];
  BEGIN
    IF octet_length(t) <> char_length(t) THEN
      t := translate(regexp_replace(normalize(t, NFKD), '[\\u0300-\\u036f]', '', 'g'), 'ØøŁłÐð‘’´', 'OoLlDd');
      t := replace(replace(replace(replace(replace(t, 'ß', 'ss'), 'Æ', 'ae'), 'æ', 'ae'), 'Œ', 'oe'), 'œ', 'oe');
      t := regexp_replace(t, '[\\u0080-\\u00ff\\u2000-\\u206f\\u3000-\\u303f]', ' ', 'g');
    END IF;
    t := translate(lower(t), '''\`', '');
    IF strpos(t, '.') > 0 THEN
      t := regexp_replace(t, '\\m([a-z])\\.(?=[a-z]\\M)', '\\1', 'g');
    END IF;
    t := regexp_replace(t, '[^a-z0-9\\u0100-\\U0010ffff]+', ' ', 'g');
    -- "n h s trust" is "nhs trust".
    IF t ~ '\\m[a-z] [a-z]\\M' THEN
      t := regexp_replace(t, '\\m([a-z]) (?=[a-z]\\M)', '\\1', 'g');
    END IF;
    t := btrim(t);
    IF length(t) > 60 THEN
      t := regexp_replace(t, '([^ ]{60})[^ ]+', '\\1', 'g');
    END IF;
    telling := array_remove(string_to_array(regexp_replace(t,
      '\\m(the|and|of|for|ltd|limited|plc|llp|cic|cio|co|company)\\M', '', 'g'), ' '), '');
    RETURN CASE WHEN cardinality(telling) > 0 THEN telling ELSE array_remove(string_to_array(t, ' '), '') END;
  END $$;

  -- The host of a website, without www.
  CREATE FUNCTION search_host(website text) RETURNS text LANGUAGE plpgsql ${pure} AS $$
  BEGIN
    RETURN left(nullif(regexp_replace(lower(website), '^\\s*([a-z]+://)?(www\\.)?([^/?#:\\s]*).*$', '\\3'), ''), 100);
  END $$;

  -- An address whole, its domain, and the words before the @.
  CREATE FUNCTION search_email(email text) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE e text := left(regexp_replace(lower(email), '\\s', '', 'g'), 100);
  BEGIN
    RETURN ARRAY[nullif(e, ''), nullif(split_part(e, '@', 2), '')] || search_words(split_part(e, '@', 1));
  END $$;

  -- A telephone number in its national form, however it is written, and its last six digits.
  CREATE FUNCTION search_phone(phone text) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE digits text := regexp_replace(regexp_replace(lower(phone), '[a-z].*$', ''), '[^0-9]', '', 'g');
  BEGIN
    digits := left(regexp_replace(digits, '^(00440?|440?(?=[0-9]{9}))', '0'), 20);
    RETURN CASE WHEN length(digits) >= 6 THEN ARRAY[digits, right(digits, 6)] END;
  END $$;

  -- Words as tokens. The end of the area's id keeps areas apart in the index; whose an entry is says area_id.
  CREATE FUNCTION search_tokens(lane text, area uuid, words text[]) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE
    head text := lane || right(area::text, 4);
    said text := array_to_string(array_remove(words, ''), ' ' || head);
  BEGIN
    RETURN CASE WHEN said <> '' THEN string_to_array(head || said, ' ') ELSE '{}' END;
  END $$;

  -- By what a word is like others: itself, with any one letter left out, and how it sounds; each behind its token's head.
  CREATE FUNCTION search_near(token text) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE
    head text := left(token, 5);
    word text := substr(token, 6);
    near text[] := ARRAY[token];
    sound text;
  BEGIN
    FOR i IN 1..length(word) LOOP
      near := near || (head || left(word, i - 1) || substr(word, i + 1));
    END LOOP;
    sound := translate(regexp_replace(replace(word, 'ph', 'f'), 'c(?=[eiy])', 's', 'g'), 'cqz', 'kks');
    sound := regexp_replace(left(sound, 1) || regexp_replace(substr(sound, 2), '[aeiouyhw]', '', 'g'), '(.)\\1+', '\\1', 'g');
    RETURN CASE WHEN length(sound) > 2 THEN near || (head || '~' || sound) ELSE near END;
  END $$;

  -- What somebody typed as words to look for, at most eight: a telephone number, an address or a website is one.
  CREATE FUNCTION search_asked(typed text) RETURNS text[] LANGUAGE plpgsql ${pure} AS $$
  DECLARE
    t text := btrim(lower(left(typed, 200)));
    part text;
    whole text[] := '{}';
    others text := '';
  BEGIN
    IF t ~ '^[+0(][0-9 ().+/-]{5,}$' THEN
      RETURN coalesce((search_phone(t))[1:1], '{}');
    END IF;
    t := regexp_replace(t, '\\m([a-z]{1,2}[0-9][a-z0-9]?)\\s+([0-9]([a-z]{2})?)(?=\\s|$)', '\\1\\2', 'g');
    FOREACH part IN ARRAY regexp_split_to_array(t, '[\\s,;<>]+') LOOP
      IF part ~ '@' THEN
        whole := whole || ltrim(left(part, 100), '@');
      ELSIF part ~ '^([a-z]+://)?([a-z0-9-]+\\.)+[a-z]{2,}(/.*)?$' THEN
        whole := whole || search_host(part);
      ELSE
        others := others || ' ' || part;
      END IF;
    END LOOP;
    RETURN (array_remove(array_remove(whole, ''), NULL) || search_words(others))[1:8];
  END $$;

  CREATE FUNCTION search_quoted(token text) RETURNS text LANGUAGE plpgsql ${pure} AS $$
  BEGIN
    RETURN '''' || replace(replace(token, '\\', '\\\\'), '''', '''''') || '''';
  END $$;

  -- The tokens a word may stand for, as part of a tsquery: itself, its singular and, if it may go on, what begins with it (from
  -- three letters on, or one of more than a byte). "x.y" may be a website or two words.
  CREATE FUNCTION search_either(heads text[], word text, goes_on boolean) RETURNS text LANGUAGE plpgsql ${pure} AS $$
  DECLARE
    head text;
    part text;
    parts text[];
    ways text[] := '{}';
  BEGIN
    FOREACH head IN ARRAY heads LOOP
      ways := ways || (search_quoted(head || word) || CASE WHEN goes_on AND octet_length(word) > 2 THEN ':*' ELSE '' END);
      IF word ~ '^[a-z]{4,}s$' THEN
        ways := ways || search_quoted(head || left(word, -1));
      END IF;
      IF strpos(word, '.') > 0 AND strpos(word, '@') = 0 THEN
        parts := '{}';
        FOREACH part IN ARRAY search_words(replace(word, '.', ' ')) LOOP
          parts := parts || search_quoted(head || part);
        END LOOP;
        ways := ways || ('(' || array_to_string(parts, '&') || ')');
      END IF;
    END LOOP;
    RETURN array_to_string(ways, '|');
  END $$;

  -- All of the words, as a tsquery. alike: beside each word others that it may have been meant to be, or null.
  CREATE FUNCTION search_all(heads text[], words text[], alike text[], goes_on boolean) RETURNS tsquery LANGUAGE plpgsql ${pure} AS $$
  DECLARE ways text[] := '{}';
  BEGIN
    FOR i IN 1..cardinality(words) LOOP
      ways := ways || ('(' || search_either(heads, words[i], goes_on) || coalesce('|' || alike[i], '') || ')');
    END LOOP;
    RETURN array_to_string(ways, '&')::tsquery;
  END $$;

  -- Entries of one kind that fit, the best first: called so, beginning so, having these words, the rest. Of more than it
  -- looks at (400, or as many as are asked for) it takes any, so that a common word costs little more than a rare one.
  CREATE FUNCTION search_entries(area uuid, lanes text[], words text[], asked tsquery, most integer)
  RETURNS TABLE (source text, id uuid) STABLE LANGUAGE plpgsql ${asOwner} ${plannedOnce} AS $$
  #variable_conflict use_column
  DECLARE
    key text := array_to_string(words, ' ');
    behind text := key || chr(1114111);
  BEGIN
    RETURN QUERY
      SELECT f.source, f.id FROM (
        (SELECT e.source, e.id, e.name_key
           FROM (SELECT * FROM search_entry WHERE words @@ asked OFFSET 0) e
          WHERE e.area_id = area LIMIT greatest(most, 400))
        UNION
        (SELECT e.source, e.id, e.name_key
           FROM unnest(lanes) AS of_lane,
                LATERAL (SELECT * FROM search_entry n
                          WHERE n.area_id = area AND n.lane = of_lane AND n.name_key >= key AND n.name_key < behind
                          ORDER BY n.name_key LIMIT most) e)) f
       ORDER BY CASE WHEN f.name_key = key THEN 0 WHEN f.name_key ^@ (key || ' ') THEN 1 WHEN f.name_key ^@ key THEN 2
                     WHEN string_to_array(f.name_key, ' ') @> words THEN 3 ELSE 4 END,
                length(f.name_key), f.name_key, f.id
       LIMIT most;
  END $$;

  -- For each word the words of the area that it may have been meant to be, as part of a tsquery; null where there are none.
  CREATE FUNCTION search_alike(area uuid, heads text[], words text[])
  RETURNS text[] STABLE LANGUAGE plpgsql ${asOwner} ${plannedOnce} AS $$
  DECLARE
    near text[];
    found text;
    alike text[] := '{}';
    word text;
  BEGIN
    FOREACH word IN ARRAY words LOOP
      found := NULL;
      IF word ~ '^[a-z]{4,30}$' THEN
        near := ARRAY(SELECT unnest(search_near(head || word)) FROM unnest(heads) head);
        SELECT string_agg(search_quoted(w.token), '|') INTO found FROM (
          SELECT token FROM search_word WHERE search_near(token) && near AND area_id = area
           GROUP BY token
           ORDER BY cardinality(ARRAY(SELECT unnest(search_near(token)) INTERSECT SELECT unnest(near))) DESC, token
           LIMIT 8) w;
      END IF;
      alike := array_append(alike, found);
    END LOOP;
    RETURN alike;
  END $$;

  -- What is looked for in one area. kinds: the lanes of each kind the caller may see, e.g. {eE,pPd}; most: of each kind.
  -- Whole words first, which is quick however common they are; where these leave room, words that begin so; where nothing at
  -- all fits, words written like them (sure is false). It reads as the owner, whom the wall does not hold here, and so answers
  -- only for an area its caller's transaction has named, and only ids.
  CREATE FUNCTION search_find(area uuid, kinds text[], typed text, most integer)
  RETURNS TABLE (source text, id uuid, sure boolean) STABLE LANGUAGE plpgsql ${asOwner} ${plannedOnce} AS $$
  #variable_conflict use_column
  DECLARE
    words text[] := search_asked(typed);
    kind text;
    lanes text[];
    heads text[];
    sources text[];
    ids uuid[];
    goes_on boolean;
    kept text[];
    set_up text[] := search_near('     limited') || search_near('     company');
    any_found boolean := false;
  BEGIN
    IF cardinality(words) = 0 OR NOT coalesce(area = ANY (app_areas()), false) THEN
      RETURN;
    END IF;
    FOREACH kind IN ARRAY kinds LOOP
      lanes := string_to_array(kind, NULL);
      heads := ARRAY(SELECT lane || right(area::text, 4) FROM unnest(lanes) lane);
      FOREACH goes_on IN ARRAY '{f,t}'::boolean[] LOOP
        SELECT array_agg(e.source), array_agg(e.id) INTO sources, ids
          FROM search_entries(area, lanes, words, search_all(heads, words, NULL, goes_on), most) e;
        EXIT WHEN cardinality(ids) >= most;
      END LOOP;
      RETURN QUERY SELECT f.source, f.id, true FROM unnest(sources, ids) AS f(source, id);
      any_found := any_found OR FOUND;
    END LOOP;
    IF any_found THEN
      RETURN;
    END IF;
    -- "limitted" is no word of anything, as "limited" is none.
    kept := ARRAY(SELECT w FROM unnest(words) w WHERE NOT search_near('     ' || w) && set_up);
    words := CASE WHEN cardinality(kept) > 0 THEN kept ELSE words END;
    FOREACH kind IN ARRAY kinds LOOP
      lanes := string_to_array(kind, NULL);
      heads := ARRAY(SELECT lane || right(area::text, 4) FROM unnest(lanes) lane);
      RETURN QUERY SELECT e.source, e.id, false FROM search_entries(
        area, lanes, words, search_all(heads, words, search_alike(area, heads, words), true), most) e;
    END LOOP;
  END $$;
`;
