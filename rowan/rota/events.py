from rowan.audit import verbs

verbs.add(
    rota_read="Looked at who is on",
    rota_worker_read="Looked at when somebody works",
    rota_worker_changed="Changed when somebody works, what they offer or their teams",
    rota_away_kept="Wrote down that somebody is away",
    rota_away_ended="Ended an absence",
    rota_duty_kept="Put somebody on duty",
    rota_duty_ended="Took somebody off duty",
    rota_team_kept="Made or renamed a team",
    rota_team_ended="Ended a team",
)
