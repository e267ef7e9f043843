from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.verdict import Warned
def findings(a): return ()
