from django.db import migrations

CONTEXT = """
CREATE SCHEMA IF NOT EXISTS rowan AUTHORIZATION rowan_owner;
GRANT USAGE ON SCHEMA rowan TO rowan_web, rowan_gate, rowan_audit;
GRANT CREATE ON SCHEMA rowan TO rowan_gate, rowan_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE rowan_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION rowan.no_service() RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  RAISE WARNING 'rowan: a file table was asked for outside a service';
  RETURN NULL;
END $$;
CREATE FUNCTION rowan.given(name text) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT nullif(pg_catalog.current_setting(name, true), '') $$;
CREATE FUNCTION rowan.service() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT coalesce(rowan.given('rowan.service')::uuid, rowan.no_service()) $$;
CREATE FUNCTION rowan.person() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT rowan.given('rowan.user')::uuid $$;
CREATE FUNCTION rowan.actor() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT coalesce(rowan.given('rowan.actor'), '') $$;
CREATE FUNCTION rowan.admitted() RETURNS uuid[] LANGUAGE sql STABLE
  AS $$ SELECT coalesce(pg_catalog.string_to_array(rowan.given('rowan.admitted'), ',')::uuid[], '{}') $$;
CREATE FUNCTION rowan.barred() RETURNS uuid[] LANGUAGE sql STABLE
  AS $$ SELECT coalesce(pg_catalog.string_to_array(rowan.given('rowan.barred'), ',')::uuid[], '{}') $$;
GRANT EXECUTE ON FUNCTION rowan.no_service(), rowan.given(text), rowan.service(), rowan.person(),
  rowan.actor(), rowan.admitted(), rowan.barred() TO rowan_web, rowan_gate, rowan_audit;
"""

CHAIN = """
CREATE SCHEMA audit AUTHORIZATION rowan_audit;
SET LOCAL ROLE rowan_audit;
CREATE TABLE audit.event (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  chain text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  verb text NOT NULL,
  result text NOT NULL,
  user_id uuid,
  actor text NOT NULL,
  roles text NOT NULL,
  service_id uuid,
  file_id uuid,
  basis text NOT NULL,
  part text NOT NULL,
  session text NOT NULL,
  network text NOT NULL,
  request text NOT NULL,
  detail text NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX event_tx ON audit.event (tx, id);
CREATE INDEX event_file ON audit.event (service_id, file_id, at DESC) WHERE file_id IS NOT NULL;
CREATE TABLE audit.link (
  chain text NOT NULL,
  number bigint NOT NULL,
  event uuid NOT NULL UNIQUE,
  hash bytea NOT NULL,
  PRIMARY KEY (chain, number)
);
CREATE TABLE audit.head (chain text PRIMARY KEY, number bigint NOT NULL, hash bytea NOT NULL);

CREATE FUNCTION audit.unchanging() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the record is only added to' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER event_unchanging BEFORE UPDATE OR DELETE ON audit.event
  FOR EACH ROW EXECUTE FUNCTION audit.unchanging();
CREATE TRIGGER event_uncut BEFORE TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.unchanging();
CREATE TRIGGER link_unchanging BEFORE UPDATE OR DELETE ON audit.link
  FOR EACH ROW EXECUTE FUNCTION audit.unchanging();
CREATE TRIGGER link_uncut BEFORE TRUNCATE ON audit.link
  FOR EACH STATEMENT EXECUTE FUNCTION audit.unchanging();

CREATE FUNCTION audit.digest(e audit.event) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog AS $$
  SELECT sha256(convert_to(string_agg(coalesce(length(f)::text || ':' || f, '-'), ',' ORDER BY n), 'UTF8'))
  FROM unnest(ARRAY[e.id::text, e.tx::text, e.chain, extract(epoch FROM e.at)::numeric(20,6)::text, e.verb,
    e.result, e.user_id::text, e.actor, e.roles, e.service_id::text, e.file_id::text, e.basis, e.part,
    e.session, e.network, e.request, e.detail]) WITH ORDINALITY AS fields(f, n)
$$;
CREATE FUNCTION audit.stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.hash := audit.digest(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER event_stamp BEFORE INSERT ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.stamp();

CREATE FUNCTION rowan.audit_append(verb text, result text, file uuid, part text, detail text, request text,
  network text, who uuid, named text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
DECLARE
  service uuid := rowan.given('rowan.service')::uuid;
  person uuid := coalesce(rowan.person(), who);
BEGIN
  INSERT INTO audit.event (chain, verb, result, user_id, actor, roles, service_id, file_id, basis, part,
                           session, network, request, detail, hash)
  VALUES (coalesce(service::text, 'system'), verb, result, person,
    CASE WHEN rowan.person() IS NULL THEN named ELSE rowan.actor() END,
    coalesce(rowan.given('rowan.roles'), ''), service, file,
    CASE WHEN file = ANY (rowan.admitted()) THEN 'named' WHEN service IS NULL THEN '' ELSE 'role' END,
    part, coalesce(left(rowan.given('rowan.session'), 16), ''), network, request, detail, '');
END $$;

CREATE FUNCTION rowan.audit_close() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
DECLARE
  fresh uuid[];
  one text;
  head audit.head;
  event audit.event;
BEGIN
  -- Ids rise within a transaction and closing links all there are, so what is not linked yet is the newest.
  FOR event IN SELECT * FROM audit.event e WHERE e.tx = pg_current_xact_id() ORDER BY e.id DESC LOOP
    EXIT WHEN EXISTS (SELECT FROM audit.link l WHERE l.event = event.id);
    fresh := event.id || fresh;
  END LOOP;
  FOR one IN SELECT DISTINCT e.chain FROM audit.event e WHERE e.id = ANY (fresh) ORDER BY 1 LOOP
    INSERT INTO audit.head VALUES (one, 0, '') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit.head h WHERE h.chain = one FOR UPDATE;
    FOR event IN SELECT * FROM audit.event e WHERE e.id = ANY (fresh) AND e.chain = one
                 ORDER BY e.at, e.id LOOP
      head.number := head.number + 1;
      head.hash := sha256(head.hash || int8send(head.number) || event.hash);
      INSERT INTO audit.link VALUES (one, head.number, event.id, head.hash);
    END LOOP;
    UPDATE audit.head h SET number = head.number, hash = head.hash WHERE h.chain = one;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION rowan.audit_append(text, text, uuid, text, text, text, text, uuid, text),
  rowan.audit_close() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rowan.audit_append(text, text, uuid, text, text, text, text, uuid, text),
  rowan.audit_close() TO rowan_web, rowan_owner;
REVOKE ALL ON FUNCTION audit.unchanging(), audit.digest(audit.event), audit.stamp() FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO rowan_gate;
GRANT SELECT ON audit.event TO rowan_gate;
SET LOCAL ROLE rowan_owner;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CONTEXT), migrations.RunSQL(CHAIN)]
