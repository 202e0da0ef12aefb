"""Loads the sample district that the generator makes."""

from mashang.register.acts.sampling.district import Loaded, load_sample_district, sample_is_loaded
from mashang.register.acts.sampling.people import People

__all__ = ["Loaded", "People", "load_sample_district", "sample_is_loaded"]
