"""MLflow's model of the same trees. Arguments: LightGBM's text, the folder to make, and `with-signature` for one."""

import sys

import lightgbm
import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature

booster = lightgbm.Booster(model_file=sys.argv[1])
# As MLflow's documentation makes one: from some rows, with the names of their columns, and what is said of them.
row = pd.DataFrame(np.zeros((1, booster.num_feature())), columns=booster.feature_name())
signature = infer_signature(row, booster.predict(row)) if "with-signature" in sys.argv[3:] else None
mlflow.lightgbm.save_model(booster, sys.argv[2], signature=signature, pip_requirements=[])
