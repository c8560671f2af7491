from django.db import migrations

GATE = """
SET LOCAL check_function_bodies = off;  -- the owner may not read the record that one of them reads
GRANT SELECT ON django_migrations TO rowan_web;

CREATE FUNCTION rowan.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
END $$;
REVOKE ALL ON FUNCTION rowan.refuse() FROM PUBLIC;

CREATE FUNCTION rowan.put(service text, person text, actor text, roles text, purpose text, session text,
  admitted text, barred text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('rowan.service', service, true), set_config('rowan.user', person, true),
    set_config('rowan.actor', actor, true), set_config('rowan.roles', roles, true),
    set_config('rowan.purpose', purpose, true), set_config('rowan.session', session, true),
    set_config('rowan.admitted', admitted, true), set_config('rowan.barred', barred, true);
END $$;
REVOKE ALL ON FUNCTION rowan.put(text, text, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rowan.put(text, text, text, text, text, text, text, text) TO rowan_gate;

CREATE FUNCTION rowan.context() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog AS $$
  SELECT jsonb_build_array(rowan.given('rowan.service'), rowan.given('rowan.user'), rowan.given('rowan.actor'),
    rowan.given('rowan.roles'), rowan.given('rowan.purpose'), rowan.given('rowan.session'),
    rowan.given('rowan.admitted'), rowan.given('rowan.barred'))::text
$$;

CREATE FUNCTION rowan.remember() RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
  SELECT set_config('rowan.entered', coalesce(rowan.given('rowan.entered'), '') || ' ' || md5(rowan.context()), true)
$$;
REVOKE ALL ON FUNCTION rowan.remember() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rowan.remember() TO rowan_gate;

CREATE FUNCTION rowan.restore(was text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
DECLARE c jsonb := was::jsonb;
BEGIN
  IF c IS DISTINCT FROM '[null, null, null, null, null, null, null, null]'::jsonb
     AND position(md5(was) IN coalesce(rowan.given('rowan.entered'), '')) = 0 THEN
    RAISE EXCEPTION 'not a context of this transaction' USING ERRCODE = '42501';
  END IF;
  PERFORM rowan.put(coalesce(c->>0, ''), coalesce(c->>1, ''), coalesce(c->>2, ''), coalesce(c->>3, ''),
    coalesce(c->>4, ''), coalesce(c->>5, ''), coalesce(c->>6, ''), coalesce(c->>7, ''));
END $$;

CREATE FUNCTION rowan.enter(digest text, service uuid, purpose text) RETURNS text LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  who record;
  roles text;
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  SELECT u.id, u.name, s.state, s.expires_at INTO who FROM public.accounts_session s
    JOIN public.accounts_user u ON u.id = s.user_id
    WHERE s.digest = enter.digest AND u.is_active
      AND s.expires_at > clock_timestamp() - CASE purpose WHEN 'keep' THEN interval '1 day' ELSE interval '0' END;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such session' USING ERRCODE = '42501';
  END IF;
  IF purpose = 'keep' THEN
    PERFORM rowan.put('', who.id::text, who.name, '', 'keep', digest, '', '');
    PERFORM rowan.remember();
    RETURN '';
  END IF;
  IF purpose <> 'web' OR who.state <> 'live' THEN
    RAISE EXCEPTION 'not signed in' USING ERRCODE = '42501';
  END IF;
  SELECT string_agg(DISTINCT m.role, ',' ORDER BY m.role) INTO roles FROM public.accounts_membership m
    JOIN public.agencies_service sv ON sv.id = m.service_id AND sv.closed_at IS NULL
    WHERE m.user_id = who.id AND m.service_id = enter.service AND m.since <= today
      AND (m.until IS NULL OR m.until >= today) AND (NOT m.needs_second OR m.second_id IS NOT NULL);
  IF roles IS NULL THEN
    RAISE EXCEPTION 'no live membership' USING ERRCODE = '42501';
  END IF;
  PERFORM rowan.put(service::text, who.id::text, who.name, roles, purpose, digest,
    coalesce((SELECT string_agg(DISTINCT f.file_id::text, ',') FROM (
      SELECT file_id FROM public.files_seal x WHERE x.user_id = who.id AND x.service_id = enter.service
        AND x.since <= clock_timestamp() AND (x.until IS NULL OR x.until > clock_timestamp())
      UNION SELECT file_id FROM public.files_opening o WHERE o.user_id = who.id
        AND o.service_id = enter.service AND o.ends_at > clock_timestamp()) f), ''),
    coalesce((SELECT string_agg(DISTINCT b.file_id::text, ',') FROM public.files_bar b
      WHERE b.user_id = who.id AND b.service_id = enter.service AND b.since <= clock_timestamp()
        AND (b.until IS NULL OR b.until > clock_timestamp())), ''));
  PERFORM rowan.remember();
  RETURN roles;
END $$;

CREATE FUNCTION rowan.enter_task(job uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
DECLARE
  work record;
  admitted text := '';
BEGIN
  SELECT j.of_service_id AS service, j.task, EXISTS (SELECT FROM public.files_sealedtask t WHERE t.task = j.task)
    AS sealed INTO work FROM public.files_job j WHERE j.id = job AND j.done_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such job' USING ERRCODE = '42501';
  END IF;
  IF work.sealed THEN
    SELECT coalesce(string_agg(f.id::text, ','), '') INTO admitted FROM public.files_file f
      WHERE f.service_id = work.service AND f.sealed;
  END IF;
  PERFORM rowan.put(work.service::text, '', 'task ' || work.task, '', 'task:' || work.task, '', admitted, '');
  PERFORM rowan.remember();
END $$;

CREATE FUNCTION rowan.audit_read(file uuid) RETURNS TABLE (at timestamptz, user_id uuid, actor text, roles text,
  verb text, result text, basis text, part text, detail text) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog AS $$
  SELECT e.at, e.user_id, e.actor, e.roles, e.verb, e.result, e.basis, e.part, e.detail FROM audit.event e
  WHERE e.service_id = rowan.service() AND e.file_id = audit_read.file
    AND EXISTS (SELECT FROM public.files_file f WHERE f.id = audit_read.file AND f.service_id = rowan.service()
      AND NOT f.id = ANY (rowan.barred()) AND (NOT f.sealed OR f.id = ANY (rowan.admitted())))
  ORDER BY e.at DESC LIMIT 500
$$;

REVOKE ALL ON FUNCTION rowan.context(), rowan.restore(text), rowan.enter(text, uuid, text),
  rowan.enter_task(uuid), rowan.audit_read(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rowan.context(), rowan.restore(text), rowan.enter(text, uuid, text),
  rowan.enter_task(uuid), rowan.audit_read(uuid) TO rowan_web, rowan_owner;
GRANT EXECUTE ON FUNCTION rowan.context() TO rowan_gate;
ALTER FUNCTION rowan.restore(text) OWNER TO rowan_gate;
ALTER FUNCTION rowan.enter(text, uuid, text) OWNER TO rowan_gate;
ALTER FUNCTION rowan.enter_task(uuid) OWNER TO rowan_gate;
ALTER FUNCTION rowan.audit_read(uuid) OWNER TO rowan_gate;
ALTER FUNCTION rowan.context() OWNER TO rowan_gate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_chain"),
        ("accounts", "0001_people_who_work_here"),
        ("files", "0001_file"),
    ]
    operations = [migrations.RunSQL(GATE)]
