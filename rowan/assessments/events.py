from rowan.audit import verbs

verbs.add(
    assessment_read="Read a form about risk",
    assessment_started="Began a form",
    assessment_saved="Kept answers of a form",
    assessment_signed="Signed a form",
    assessment_projected="Made the rows that reports count again",
    grid_read="Looked at the severity grids over time",
    grid_rising="Signed a grid in which a kind of abuse rises",
    risk_read="Looked at how the risk was judged",
    risk_judged="Judged the risk",
    risk_lowered="Judged the risk below what the count shows",
)
