"""What does the database's own catalogue say about protection? Each query returns what is wrong: nothing."""

from typing import Final

UNPROTECTED: Final = """
SELECT c.oid::regclass::text FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'app'::regnamespace
   AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR
        (SELECT count(DISTINCT k) FROM pg_policy p CROSS JOIN LATERAL
           unnest(CASE p.polcmd WHEN '*' THEN array['r', 'a', 'w', 'd'] ELSE array[p.polcmd::text] END) k
          WHERE p.polrelid = c.oid AND p.polpermissive AND p.polroles = '{0}') < 4)
 ORDER BY 1
"""
"""Tables of organizations without forced row security, or without a policy for each of the four commands."""

WITHOUT_AN_ORGANISATION: Final = """
SELECT c.oid::regclass::text FROM pg_class c
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND c.relnamespace = 'app'::regnamespace
   AND (c.relkind IN ('m', 'f') OR NOT EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND a.attnotnull AND NOT a.attisdropped))
 ORDER BY 1
"""
"""What cannot be row-secured at all: tables without org_id, materialized views, foreign tables."""

VIEWS_OF_THEIR_OWNER: Final = """
SELECT c.oid::regclass::text FROM pg_class c
 WHERE c.relkind = 'v' AND c.relnamespace = 'app'::regnamespace
   AND NOT coalesce((SELECT option_value::boolean FROM pg_options_to_table(c.reloptions)
                      WHERE option_name = 'security_invoker'), false)
 ORDER BY 1
"""
"""Views that read with the rights of their owner."""

FUNCTIONS_OF_THEIR_OWNER: Final = """
SELECT p.oid::regprocedure::text FROM pg_proc p
 WHERE p.pronamespace IN ('app'::regnamespace, 'sign_in'::regnamespace, 'staging'::regnamespace) AND p.prosecdef
   AND NOT EXISTS (SELECT FROM unnest(coalesce(p.proconfig, '{}')) AS entry WHERE entry LIKE 'search_path=%')
 ORDER BY 1
"""
"""Functions that act with the rights of their owner and let the caller choose where names are looked up."""

UNINDEXED_KEYS: Final = """
SELECT c.conrelid::regclass || '.' || c.conname FROM pg_constraint c
 WHERE c.contype = 'f'
   AND NOT EXISTS (
       SELECT FROM pg_index i
        WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
          AND (SELECT array_agg(k ORDER BY k) FROM unnest((i.indkey::smallint[])[0:cardinality(c.conkey) - 1]) k)
            = (SELECT array_agg(k ORDER BY k) FROM unnest(c.conkey) k))
 ORDER BY 1
"""
"""Foreign keys that no index begins with: each delete or lookup of the other side would read the whole table."""

NOT_ORGANISATION_FIRST: Final = """
SELECT i.indexrelid::regclass::text FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = 'app'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND a.attnum = i.indkey[0])
UNION ALL
SELECT k.conname::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE c.relnamespace = 'app'::regnamespace AND k.contype = 'f'
   AND NOT (EXISTS (SELECT FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND a.attnum = k.conkey[1])
        AND EXISTS (SELECT FROM pg_attribute a
                     WHERE a.attrelid = k.confrelid AND a.attname = 'org_id' AND a.attnum = k.confkey[1]))
 ORDER BY 1
"""
"""Keys and indexes that do not begin with the organization."""

TRIGGERS: Final = """
SELECT t.tgrelid::regclass || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace IN ('app'::regnamespace, 'sign_in'::regnamespace)
   AND c.relname <> 'audit_event'
   AND (c.relname, t.tgname) NOT IN (('escalation_change', 'escalation_change_chained'),
                                     ('escalation_change', 'escalation_change_is_head'))
 ORDER BY 1
"""
"""Triggers anywhere but on the audit trail and in the chain of an escalation's history."""
